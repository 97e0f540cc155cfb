package io.riptide.engine.pipeline.graph;

/// What becomes of a node that failed.
public sealed interface RestartStrategy {
    /// It goes on as it is.
    RestartStrategy NEVER = new Never();

    /// It goes on as it is.
    record Never() implements RestartStrategy {}

    /// Another takes its place at once.
    record Immediate() implements RestartStrategy {}

    /// Another takes its place after a wait that doubles with each failure in a row.
    ///
    /// @param baseMs first wait
    /// @param maxMs longest wait
    /// @param attemptsMax failures in a row after which the pipeline fails
    record Exponential(long baseMs, long maxMs, int attemptsMax) implements RestartStrategy {
        public Exponential {
            if (baseMs < 1 || maxMs < baseMs || attemptsMax < 1) {
                throw new IllegalArgumentException(
                        "baseMs=" + baseMs + " maxMs=" + maxMs + " attemptsMax=" + attemptsMax);
            }
        }
    }

    /// After so many failures within the time, it is left alone for that time; frames are lost, or become the
    /// default's. Then one frame tries whether another in its place is well.
    ///
    /// @param errorThreshold failures
    /// @param timeoutMs both how long a failure counts and how long it is left alone
    record CircuitBreaker(int errorThreshold, long timeoutMs) implements RestartStrategy {
        public CircuitBreaker {
            if (errorThreshold < 1 || timeoutMs < 1) {
                throw new IllegalArgumentException("errorThreshold=" + errorThreshold + " timeoutMs=" + timeoutMs);
            }
        }
    }
}
