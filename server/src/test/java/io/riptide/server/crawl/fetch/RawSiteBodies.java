package io.riptide.server.crawl.fetch;

import java.io.IOException;

/// Conversations more than one test has.
final class RawSiteBodies {
    private RawSiteBodies() {}

    /// A chunked body without an end.
    static void endless(RawSite.Visitor visitor) throws IOException {
        visitor.request();
        visitor.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (true) {
            visitor.say("64\r\n" + "x".repeat(100) + "\r\n");
        }
    }
}
