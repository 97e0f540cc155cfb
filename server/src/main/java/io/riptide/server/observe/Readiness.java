package io.riptide.server.observe;

import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.run.RunRegistry;
import java.util.Optional;

/// Whether new work would be taken.
///
/// - **Threading:** any thread.
public final class Readiness {
    private final RunRegistry runs;
    private final ByteBudget memory;
    private final int refuseAbovePercent;
    private volatile boolean isWarm;

    /// Of a server that begins cold, and refuses work above this share of `memory`.
    public Readiness(RunRegistry runs, ByteBudget memory, int refuseAbovePercent) {
        this.runs = runs;
        this.memory = memory;
        this.refuseAbovePercent = refuseAbovePercent;
    }

    /// The server has warmed up, or does not mean to.
    public void warm() {
        isWarm = true;
    }

    /// Why work should go elsewhere; empty when it need not.
    public Optional<String> obstacle() {
        if (runs.isDraining()) {
            return Optional.of("draining");
        }
        if (!isWarm) {
            return Optional.of("warming up");
        }
        return isOverBudget() ? Optional.of("over the memory budget") : Optional.empty();
    }

    /// Whether new runs are refused for want of memory.
    boolean isOverBudget() {
        return memory.isAbove(refuseAbovePercent);
    }
}
