package io.riptide.server.crawl.pdf;

import java.io.ByteArrayOutputStream;

/// Takes what a decoder makes up to a bound, where it stops the decoder.
final class BoundedSink extends ByteArrayOutputStream {
    private final int bytesMax;
    private final PdfBudget budget;
    private boolean full;

    BoundedSink(int bytesMax, PdfBudget budget) {
        super(1_024);
        this.bytesMax = bytesMax;
        this.budget = budget;
    }

    /// A decoder that went on would have met the bound.
    boolean isFull() {
        return full;
    }

    /// What was taken, as it lies here.
    GuardedBytes view(GuardedBytes.Holds holds) {
        return new GuardedBytes(buf, count, budget, holds);
    }

    @Override
    public synchronized void write(int b) {
        budget.tick();
        if (count < bytesMax) {
            super.write(b);
        } else {
            stop();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        budget.tick();
        int fits = Math.min(length, bytesMax - count);
        super.write(bytes, offset, fits);
        if (fits < length) {
            stop();
        }
    }

    private void stop() {
        full = true;
        throw new FullException();
    }

    /// Unchecked, since a decoder may take an [IOException] for a fault of its input.
    static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FullException() {
            super("full");
        }
    }
}
