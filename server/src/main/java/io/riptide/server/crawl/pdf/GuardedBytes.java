package io.riptide.server.crawl.pdf;

import java.io.IOException;
import java.util.Objects;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.io.RandomAccessReadView;

/// Bytes that PDFBox reads, each read counted by the budget.
///
/// - **Threading:** one PDF, one thread.
/// - **Ownership:** borrows the array.
final class GuardedBytes implements RandomAccessRead {
    private final byte[] bytes;
    private final int length;
    private final PdfBudget budget;
    private int position;
    private boolean closed;

    GuardedBytes(byte[] bytes, int length, PdfBudget budget) {
        Objects.checkFromIndexSize(0, length, bytes.length);
        this.bytes = bytes;
        this.length = length;
        this.budget = budget;
    }

    @Override
    public int read() throws IOException {
        requireOpen();
        budget.tick();
        return position < length ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
        requireOpen();
        budget.tick();
        if (position >= length) {
            return -1;
        }
        int count = Math.min(wanted, length - position);
        System.arraycopy(bytes, position, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public long getPosition() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public void seek(long to) throws IOException {
        requireOpen();
        budget.tick();
        if (to < 0) {
            throw new IOException("invalid position " + to);
        }
        position = (int) Math.min(to, length);
    }

    @Override
    public long length() throws IOException {
        requireOpen();
        return length;
    }

    @Override
    public boolean isEOF() throws IOException {
        requireOpen();
        return position >= length;
    }

    /// A view with a position of its own.
    @Override
    public RandomAccessReadView createView(long start, long viewLength) throws IOException {
        requireOpen();
        return new RandomAccessReadView(new GuardedBytes(bytes, length, budget), start, viewLength, true);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
    }
}
