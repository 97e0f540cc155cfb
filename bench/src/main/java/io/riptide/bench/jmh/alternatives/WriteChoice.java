package io.riptide.bench.jmh.alternatives;

import io.netty.buffer.Unpooled;
import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.bench.jmh.Ticks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// How do the events of a drain reach the kernel: copied into one buffer, gathered from the log's memory, or
/// each by itself? One operation is a drain of 32 KiB of lines, written and read again.
///
/// The kernel's side is a pipe that the same thread empties, so the figure holds the system calls and the
/// copies and no waiting. A socket costs more by the call than a pipe.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class WriteChoice extends Measured {
    private static final int DRAIN_BYTES = 32 * 1024;
    private static final int RECORD_HEADER_BYTES = 32;

    @Param({"128", "1024", "8192"})
    public int bytes = 128;

    private int events;
    private int recordBytes;
    private int wireBytes;
    private ByteBuffer memory;
    private ByteBuffer line;
    private ByteBuffer out;
    private ByteBuffer in;
    private ByteBuffer[] pieces;
    private Pipe pipe;

    @Setup
    public void set() throws IOException {
        events = DRAIN_BYTES / bytes;
        recordBytes = RECORD_HEADER_BYTES + bytes;
        wireBytes = events * (bytes + 1);
        memory = ByteBuffer.allocateDirect(events * recordBytes);
        line = ByteBuffer.allocateDirect(bytes + 1);
        out = ByteBuffer.allocateDirect(wireBytes);
        in = ByteBuffer.allocateDirect(wireBytes);
        pieces = new ByteBuffer[2 * events];
        byte[] event = Ticks.event(bytes);
        ByteBuffer lineEnd = ByteBuffer.allocateDirect(1).put(0, (byte) '\n');
        for (int i = 0; i < events; i++) {
            memory.put(payloadIndex(i), event);
            pieces[2 * i] = memory.slice(payloadIndex(i), bytes);
            pieces[2 * i + 1] = lineEnd.duplicate();
        }
        pipe = Pipe.open();
        pipe.sink().configureBlocking(false);
        pipe.source().configureBlocking(false);
    }

    @TearDown
    public void close() throws IOException {
        pipe.sink().close();
        pipe.source().close();
    }

    /// One copy, one system call.
    @Chosen
    @Benchmark
    public int oneBuffer() throws IOException {
        out.clear();
        for (int i = 0; i < events; i++) {
            out.put(out.position(), memory, payloadIndex(i), bytes);
            out.position(out.position() + bytes).put((byte) '\n');
        }
        int written = pipe.sink().write(out.flip());
        return receive(written);
    }

    /// No copy, one system call that is told of two pieces an event.
    @Benchmark
    public int gathered() throws IOException {
        for (ByteBuffer piece : pieces) {
            piece.rewind();
        }
        return receive(pipe.sink().write(pieces));
    }

    /// One copy, a system call for each event.
    @Benchmark
    public int eventByEvent() throws IOException {
        int written = 0;
        for (int i = 0; i < events; i++) {
            line.clear().put(0, memory, payloadIndex(i), bytes).put(bytes, (byte) '\n');
            written += pipe.sink().write(line);
        }
        return receive(written);
    }

    private int payloadIndex(int event) {
        return event * recordBytes + RECORD_HEADER_BYTES;
    }

    private int receive(long written) throws IOException {
        int read = pipe.source().read(in.clear());
        if (written != wireBytes || read != wireBytes) {
            throw new IOException("written=" + written + " read=" + read + " of " + wireBytes);
        }
        if (proof.isWanted()) {
            proof.see(Unpooled.wrappedBuffer(in.flip()));
        }
        return read;
    }
}
