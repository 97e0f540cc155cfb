package io.riptide.server.crawl.fetch.coding;

/// The body is not what its `Content-Encoding` says. The message names the coding and the fault.
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1L;

    public DecodeException(String message) {
        super(message);
    }
}
