package io.riptide.bench.jmh.alternatives;

import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/// How do producers tell a loop which streams to look at: a list through the streams themselves, or a queue?
/// One operation is one stream woken, of 64 that the loop then takes, the first one woken first.
///
/// The list is built as the drain's is, which nobody outside its package can reach. On one thread: what threads
/// that wake at once cost each other is not in it.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class WakeListChoice extends Measured {
    private static final int STREAMS = 64;

    private final Stream[] streams = new Stream[STREAMS];
    private final AtomicReference<@Nullable Stream> woken = new AtomicReference<>();
    private final Queue<Stream> linked = new ManyToOneConcurrentLinkedQueue<>();
    private final Queue<Stream> bounded = new ManyToOneConcurrentArrayQueue<>(STREAMS);
    private final Queue<Stream> ofTheJdk = new ConcurrentLinkedQueue<>();
    private long sum;

    /// Something that is in the list at most once.
    private static final class Stream {
        private final int id;

        @Nullable
        private Stream next;

        Stream(int id) {
            this.id = id;
        }
    }

    @Setup
    public void set() {
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = new Stream(i);
        }
    }

    /// No node, no bound, no lock.
    @Chosen
    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public long listThroughStreams() {
        for (Stream stream : streams) {
            Stream head;
            do {
                head = woken.get();
                stream.next = head;
            } while (!woken.compareAndSet(head, stream));
        }
        Stream reversed = null;
        Stream stream = woken.getAndSet(null);
        while (stream != null) {
            Stream next = stream.next;
            stream.next = reversed;
            reversed = stream;
            stream = next;
        }
        while (reversed != null) {
            Stream next = reversed.next;
            reversed.next = null;
            serve(reversed);
            reversed = next;
        }
        return sum;
    }

    /// Agrona's, a node for each.
    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public long linkedQueue() {
        return through(linked);
    }

    /// Agrona's, with room for as many streams as there are.
    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public long boundedQueue() {
        return through(bounded);
    }

    /// The JDK's.
    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public long concurrentLinkedQueue() {
        return through(ofTheJdk);
    }

    private long through(Queue<Stream> queue) {
        for (Stream stream : streams) {
            if (!queue.offer(stream)) {
                throw new IllegalStateException("the queue is full");
            }
        }
        for (Stream stream = queue.poll(); stream != null; stream = queue.poll()) {
            serve(stream);
        }
        return sum;
    }

    private void serve(Stream stream) {
        sum = sum * 31 + stream.id;
        proof.see(stream.id);
    }
}
