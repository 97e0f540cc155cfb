package io.riptide.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;

/// A budget that remembers its highest use.
final class CountingBudget implements InboundBudget {
    private final long bytesMax;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong highest = new AtomicLong();

    CountingBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public boolean tryReserve(long bytes) {
        assertThat(bytes).isPositive();
        long after = used.addAndGet(bytes);
        if (after > bytesMax) {
            used.addAndGet(-bytes);
            return false;
        }
        highest.accumulateAndGet(after, Math::max);
        return true;
    }

    @Override
    public void release(long bytes) {
        assertThat(bytes).isPositive();
        assertThat(used.addAndGet(-bytes)).isNotNegative();
    }

    long used() {
        return used.get();
    }

    long highest() {
        return highest.get();
    }
}
