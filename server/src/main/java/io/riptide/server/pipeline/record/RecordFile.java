package io.riptide.server.pipeline.record;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A new file that grows at its end, through a buffer.
///
/// Not a [java.nio.channels.FileChannel]: an interrupt closes one, and interrupts are how a pipeline ends, when
/// the file is yet to be made whole.
///
/// - **Threading:** one thread.
/// - **Bounds:** [#BUFFER_BYTES] that are not in the file yet.
/// - **Failure:** what the disk does not take stays in the buffer, or is forgotten with the frame it is of; at the
///   close, what stands behind the end is cut off.
final class RecordFile implements AutoCloseable {
    private static final int NUMBER_MAX = 9_999;
    private static final int BUFFER_BYTES = 64 * 1_024;

    private final RandomAccessFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /// Bytes in the file that count; there may be others behind them, of a write that failed.
    private long written;

    private RecordFile(RandomAccessFile file) {
        this.file = file;
    }

    /// Makes the file `name` in `directory`, or, where that is there, one with a number before the extension:
    /// `take.wav`, `take-2.wav`, `take-3.wav`.
    static RecordFile createNext(Path directory, String name) throws IOException {
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String extension = dot > 0 ? name.substring(dot) : "";
        String next = name;
        for (int number = 2; Files.exists(directory.resolve(next), NOFOLLOW_LINKS); number++) {
            if (number > NUMBER_MAX) {
                throw new IOException("the files " + name + " and " + stem + "-2 to -" + NUMBER_MAX + extension
                        + " are there already");
            }
            next = stem + '-' + number + extension;
        }
        return create(directory, next);
    }

    /// Makes the file `name` in `directory`, which is made, too, if it is not there.
    static RecordFile create(Path directory, String name) throws IOException {
        Files.createDirectories(directory);
        Path path = directory.resolve(name);
        try {
            Files.createFile(path); // together with the look whether it is there, which opening it below is not
        } catch (FileAlreadyExistsException e) {
            throw new IOException("the file " + name + " is there already, and is not overwritten", e);
        }
        return new RecordFile(new RandomAccessFile(path.toFile(), "rw"));
    }

    /// Several writes that make one.
    @FunctionalInterface
    interface Part {
        /// Puts what belongs together.
        void put() throws IOException;
    }

    /// Adds what `part` puts, or, when that throws, nothing.
    void append(Part part) throws IOException {
        long before = length();
        boolean isWhole = false;
        try {
            part.put();
            isWhole = true;
        } finally {
            if (!isWhole) {
                cut(before);
            }
        }
    }

    private void cut(long length) {
        if (length >= written) {
            buffer.position((int) (length - written));
        } else {
            written = length;
            buffer.clear();
        }
    }

    /// Throws unless `more` bytes leave the file within `bytesMax`.
    void requireRoom(long more, long bytesMax) throws IOException {
        if (more > bytesMax - length()) {
            throw new IOException("the file has " + length() + " bytes, and the frame's " + more
                    + " more would be over the " + bytesMax + " that it may have");
        }
    }

    void put(byte[] source, int length) throws IOException {
        int index = 0;
        while (index < length) {
            makeRoom(1);
            int part = Math.min(length - index, buffer.remaining());
            buffer.put(source, index, part);
            index += part;
        }
    }

    void put(float sample) throws IOException {
        makeRoom(Float.BYTES);
        buffer.putFloat(sample);
    }

    private void makeRoom(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    /// Bytes of it, those in the buffer included.
    private long length() {
        return written + buffer.position();
    }

    /// Bytes of it that are no longer in the buffer.
    long written() {
        return written;
    }

    /// Writes what is in the buffer.
    void flush() throws IOException {
        file.seek(written);
        file.write(buffer.array(), 0, buffer.position());
        written += buffer.position();
        buffer.clear();
    }

    /// Writes `head` over the beginning.
    void rewrite(byte[] head) throws IOException {
        assert head.length <= written : head.length;
        file.seek(0);
        file.write(head);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            try {
                flush();
            } finally {
                file.setLength(written);
            }
        }
    }
}
