package io.riptide.engine.recovery;

/// Is told of every change.
///
/// - **Threading:** any thread. A part tells its changes in their order, some of them while it is locked, so
///   whoever listens passes them on and does not wait.
@FunctionalInterface
public interface RecoveryListener {
    /// Takes no notice.
    RecoveryListener NONE = _ -> {};

    /// This has happened.
    void on(RecoveryEvent event);
}
