package io.riptide.server.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Has what a test waits for looked at every few milliseconds, in place of Awaitility's hundred, which all tests
/// together would wait for minutes.
public final class ShortPolls implements BeforeAllCallback {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollInterval(POLL_INTERVAL);
    }
}
