package io.riptide.engine.recovery;

/// Whose fault a failure is, which says what becomes of it.
public enum FailureCategory {
    /// The one who asked is gone or broke the protocol: the work ends quietly.
    CLIENT,
    /// Something outside did not answer as it should, for now: worth another try.
    TRANSIENT,
    /// We cannot, for want of memory or because of a bug: the work ends with an error.
    SYSTEM,
    /// It can never work as it is set up.
    CONFIGURATION;

    /// Whether trying again may help.
    public boolean isRetried() {
        return this == TRANSIENT;
    }
}
