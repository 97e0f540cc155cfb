package io.riptide.server.crawl.pdf;

import java.io.IOException;
import java.util.Arrays;
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
    private final Holds holds;
    private int position;
    private boolean closed;

    /// Whether the byte before is part of a number, a name or a word.
    private boolean isInToken;

    /// Whether it opens a string; those behind it are within that one.
    private boolean isAfterOpening;

    /// What somebody makes of the bytes that reads them one by one.
    enum Holds {
        /// Nothing that would take more memory than the bytes, or it is counted elsewhere.
        NOTHING,
        /// Objects that live as long as the document.
        OBJECTS,
        /// Operands, which live until their operator is done.
        OPERANDS
    }

    GuardedBytes(byte[] bytes, int length, PdfBudget budget, Holds holds) {
        this.holds = holds;
        Objects.checkFromIndexSize(0, length, bytes.length);
        this.bytes = bytes;
        this.length = length;
        this.budget = budget;
    }

    @Override
    public int read() throws IOException {
        requireOpen();
        budget.tick();
        if (position >= length) {
            return -1;
        }
        int next = bytes[position++] & 0xff;
        if (holds != Holds.NOTHING) {
            boolean isNested = next == '(' && isAfterOpening;
            isAfterOpening = next == '(';
            if (begins(next) && !isNested) {
                count();
            }
        }
        return next;
    }

    /// Not counted: it comes again.
    @Override
    public int peek() throws IOException {
        requireOpen();
        budget.tick();
        return position < length ? bytes[position] & 0xff : -1;
    }

    /// Whether an array, a string, a dictionary, a name, a number or a word begins with `next`.
    private boolean begins(int next) {
        return switch (next) {
            case 0, '\t', '\n', '\f', '\r', ' ', ')', '>', ']', '{', '}', '%' -> {
                isInToken = false;
                yield false;
            }
            case '(', '<', '[' -> {
                isInToken = false;
                yield true;
            }
            case '/' -> {
                isInToken = true;
                yield true;
            }
            default -> {
                boolean wasInToken = isInToken;
                isInToken = true;
                yield !wasInToken;
            }
        };
    }

    private void count() {
        if (holds == Holds.OBJECTS) {
            budget.object();
        } else {
            budget.operand();
        }
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
        requireOpen();
        budget.tick();
        if (position >= length) {
            return -1;
        }
        if (holds == Holds.OBJECTS) {
            budget.object(); // a row of a cross-reference stream
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
        return new RandomAccessReadView(new GuardedBytes(bytes, length, budget, holds), start, viewLength, true);
    }

    /// As [MapClaims] has it.
    long mapWeight() throws IOException {
        return MapClaims.weight(bytes, length);
    }

    /// All of them, in an array of their own.
    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
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
