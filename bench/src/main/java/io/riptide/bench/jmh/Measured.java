package io.riptide.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How every benchmark here is measured: average time, in a JVM with the options of our launcher, on a thread
/// that Netty knows as an event loop's.
///
/// The times are short, for the whole suite has to be run often. A figure that matters is asked for again with
/// more: `-Djmh.options="-f 3 -w 1 -r 1"`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseSerialGC",
            "-Xms256m",
            "-Xmx512m",
            "-Dio.netty.allocator.type=pooled",
            "-Djmh.executor=CUSTOM",
            "-Djmh.executor.class=io.riptide.bench.jmh.LoopThreads"
        })
public abstract class Measured {
    /// What the operations produced, for a test that asks.
    protected Proof proof = new Proof();

    /// Tells `other` what the operations produce; to be called before anything is set up.
    public final void proveTo(Proof other) {
        proof = other;
    }
}
