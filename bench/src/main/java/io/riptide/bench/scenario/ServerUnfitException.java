package io.riptide.bench.scenario;

/// The server cannot be measured; the message says what to do.
public final class ServerUnfitException extends Exception {
    private static final long serialVersionUID = 1;

    ServerUnfitException(String message) {
        super(message);
    }
}
