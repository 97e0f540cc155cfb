package io.riptide.engine.run;

/// Why a run could not go on; what its `error` event says.
public sealed interface RunFailure {
    /// One sentence that names the fault.
    String message();

    /// Whether the same work may succeed later.
    boolean isRetryable();

    /// Something outside did not answer as it should, for now.
    record Transient(String message) implements RunFailure {
        @Override
        public boolean isRetryable() {
            return true;
        }
    }

    /// Something outside refuses, and will do so again.
    record Refused(String message) implements RunFailure {
        @Override
        public boolean isRetryable() {
            return false;
        }
    }

    /// What was asked for fails by itself, and will do so again.
    record Faulty(String message) implements RunFailure {
        @Override
        public boolean isRetryable() {
            return false;
        }
    }

    /// The node has no memory left for this run.
    record Overload(String message) implements RunFailure {
        @Override
        public boolean isRetryable() {
            return true;
        }
    }

    /// A bug of ours; the log has the details.
    record Internal(String message) implements RunFailure {
        @Override
        public boolean isRetryable() {
            return false;
        }
    }
}
