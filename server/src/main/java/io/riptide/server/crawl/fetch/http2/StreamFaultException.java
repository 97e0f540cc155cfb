package io.riptide.server.crawl.fetch.http2;

import java.io.IOException;

/// The site ended a request and left its connection alone, or would not take it at all. The message names what
/// it said.
public final class StreamFaultException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Remedy remedy;

    /// What may be done with the request now.
    enum Remedy {
        /// The site may have begun with it.
        NONE,
        /// It has not, so it may be sent once more, whatever it asks for (RFC 9113, section 8.7).
        ANOTHER_CONNECTION,
        /// It has not, and will not before it comes by HTTP/1.1.
        HTTP_1_1
    }

    StreamFaultException(String message, Remedy remedy) {
        super(message);
        this.remedy = remedy;
    }

    /// Whether the site has not begun with the request.
    public boolean isUnprocessed() {
        return remedy != Remedy.NONE;
    }

    /// Whether the site wants to be asked by HTTP/1.1.
    public boolean isForHttp11() {
        return remedy == Remedy.HTTP_1_1;
    }
}
