package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.url.WebUrl;
import java.util.concurrent.TimeUnit;

/// Says when a request may go to its host, and hears how it went.
///
/// A fetch enters before each hop, also when a redirect leads to another host, and leaves after it; so it holds
/// a place only while it talks to the host.
///
/// - **Threading:** the fetching thread.
public interface Admission {
    /// Lets everything pass at once.
    Admission OPEN = new Admission() {
        @Override
        public long enter(WebUrl url) {
            return 0;
        }

        @Override
        public void leave(int status, long firstByteNs, long comeBackNs) {
            // Nobody keeps count.
        }
    };

    /// What [#enter] says when the time for waiting was over first.
    long TOO_LATE = -1;

    /// Waits until the host of `url` may be asked; returns how long that took in nanoseconds, or [#TOO_LATE].
    long enter(WebUrl url) throws InterruptedException;

    /// Gives back a place that was held and has not been used: what comes first takes time.
    default void giveBack() {
        // Nothing is held without being used.
    }

    /// Lets `restNs` pass between two requests.
    default void rest(long restNs) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(restNs);
    }

    /// What was entered for is over.
    ///
    /// @param status of the answer; 0 when there was none
    /// @param firstByteNs from the request to the answer's first byte; 0 when there was none
    /// @param comeBackNs how long the host wants to be left alone; 0 when it does not say
    void leave(int status, long firstByteNs, long comeBackNs);
}
