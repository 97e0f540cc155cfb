package io.riptide.server.crawl.fetch;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;

/// The sites that chose HTTP/2 and then refused a request because it came by that, as some do whose logins are
/// tied to a connection. They are offered HTTP/1.1 only.
///
/// - **Threading:** any thread.
/// - **Bounds:** [#ORIGINS_MAX]; who was noted first is forgotten first, and says it again.
/// - **Source:** RFC 9113, section 7, HTTP_1_1_REQUIRED.
final class Http11Origins {
    private static final int ORIGINS_MAX = 1_024;

    /// Guarded by itself.
    private final Map<Origin, Boolean> noted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Origin, Boolean> eldest) {
            return size() > ORIGINS_MAX;
        }
    };

    private record Origin(String host, int port) {
        static Origin of(SSLEngine engine) {
            return new Origin(engine.getPeerHost(), engine.getPeerPort());
        }
    }

    /// Notes the site at the other end of `engine`.
    void add(SSLEngine engine) {
        synchronized (noted) {
            noted.put(Origin.of(engine), true);
        }
    }

    boolean contains(SSLEngine engine) {
        synchronized (noted) {
            return noted.containsKey(Origin.of(engine));
        }
    }
}
