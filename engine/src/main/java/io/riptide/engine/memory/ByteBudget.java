package io.riptide.engine.memory;

import io.riptide.engine.AnyThread;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A limit on bytes that is counted exactly. Budgets form a tree, node → client → stream: what a stream
/// reserves counts against its client and its node as well.
///
/// - **Threading:** any thread; each level is one compare-and-set.
/// - **Bounds:** `0 <= reserved() <= limit()` at every level and every instant.
/// - **Failure:** [#tryReserve] says no and then has changed nothing; releasing more than was reserved is a bug
///   here.
@AnyThread
public final class ByteBudget {
    private final String name;
    private final long limit;
    private final @Nullable ByteBudget parent;
    private final AtomicLong reserved = new AtomicLong();

    private ByteBudget(String name, long limit, @Nullable ByteBudget parent) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit=" + limit + " of budget " + name + " must be positive");
        }
        this.name = name;
        this.limit = limit;
        this.parent = parent;
    }

    /// The budget at the top of a tree.
    public static ByteBudget root(String name, long limit) {
        return new ByteBudget(name, limit, null);
    }

    /// A budget of `limit` bytes inside this one. A child needs no closing: it holds nothing but what it
    /// reserved.
    public ByteBudget child(String childName, long childLimit) {
        return new ByteBudget(childName, childLimit, this);
    }

    /// Reserves `bytes` here and in every budget above, or nothing at all.
    public boolean tryReserve(long bytes) {
        assert bytes >= 0 : bytes;
        long before;
        do {
            before = reserved.get();
            if (bytes > limit - before) {
                return false;
            }
        } while (!reserved.compareAndSet(before, before + bytes));
        if (parent == null || parent.tryReserve(bytes)) {
            return true;
        }
        reserved.addAndGet(-bytes);
        return false;
    }

    /// Gives `bytes` back, here and above.
    public void release(long bytes) {
        long left = reserved.addAndGet(-bytes);
        assert bytes >= 0 && left >= 0 : name + " released " + bytes + ", left " + left;
        if (parent != null) {
            parent.release(bytes);
        }
    }

    /// Bytes reserved now, by this budget and all below it.
    public long reserved() {
        return reserved.get();
    }

    /// Whether more than `percent` of the limit is reserved.
    public boolean isAbove(int percent) {
        return reserved() > limit() / 100 * percent;
    }

    /// Bytes that may be reserved at most.
    public long limit() {
        return limit;
    }

    /// What this budget is for, as shown in errors and figures.
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name + " " + reserved.get() + "/" + limit;
    }
}
