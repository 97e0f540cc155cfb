package io.riptide.engine.recovery;

import io.riptide.engine.AnyThread;
import java.util.Set;
import java.util.TreeSet;

/// Whether to do less than one could, because something is wrong.
///
/// It is entered with the first reason, and left when there has been none for a while, so that a reason that
/// comes and goes does not make everything go back and forth.
///
/// - **Threading:** any thread; asking whether it holds is one volatile read.
/// - **Bounds:** reasons are few and fixed; each is held once, however often it is given.
@AnyThread
public final class DegradedMode {
    private final long leaveAfterNs;
    private final RecoveryListener listener;
    private final Object lock = new Object();

    /// Guarded by `lock`.
    private final TreeSet<String> reasons = new TreeSet<>();

    /// When the last reason went; guarded by `lock`.
    private long clearNs;

    private volatile boolean isDegraded;

    /// All is well; once it is not, that lasts for `leaveAfterNs` longer than the reasons.
    public DegradedMode(long leaveAfterNs, RecoveryListener listener) {
        if (leaveAfterNs < 0) {
            throw new IllegalArgumentException("leaveAfterNs=" + leaveAfterNs);
        }
        this.leaveAfterNs = leaveAfterNs;
        this.listener = listener;
    }

    /// Whether to do less.
    public boolean isDegraded() {
        return isDegraded;
    }

    /// Why, now; nothing while it only lasts on.
    public Set<String> reasons() {
        synchronized (lock) {
            return Set.copyOf(reasons);
        }
    }

    /// Says whether `reason` holds.
    public void set(String reason, boolean holds, long nowNs) {
        synchronized (lock) {
            if (holds) {
                reasons.add(reason);
                if (!isDegraded) {
                    isDegraded = true;
                    listener.on(new RecoveryEvent.DegradedChanged(true, reasons));
                }
            } else if (reasons.remove(reason) && reasons.isEmpty()) {
                clearNs = nowNs;
            }
        }
        keepHouse(nowNs);
    }

    /// Leaves the mode when it is time; to be called now and then.
    public void keepHouse(long nowNs) {
        synchronized (lock) {
            if (isDegraded && reasons.isEmpty() && nowNs - clearNs >= leaveAfterNs) {
                isDegraded = false;
                listener.on(new RecoveryEvent.DegradedChanged(false, Set.of()));
            }
        }
    }
}
