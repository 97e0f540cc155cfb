package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// What counts what all threads do: an adder with a cell for each, or one number? One operation adds once, by
/// two threads at once.
@State(Scope.Benchmark)
@Threads(2)
public class CounterChoice extends Measured {
    private final LongAdder adder = new LongAdder();
    private final AtomicLong number = new AtomicLong();

    @Chosen
    @Benchmark
    public void longAdder() {
        adder.increment();
        if (proof.isWanted()) {
            proof.see(adder.sum());
        }
    }

    @Benchmark
    public void atomicLong() {
        proof.see(number.incrementAndGet());
    }
}
