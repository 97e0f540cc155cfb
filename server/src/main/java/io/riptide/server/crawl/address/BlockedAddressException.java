package io.riptide.server.crawl.address;

/// A host has an address the crawl may not connect to. The message names host, address and rule.
public final class BlockedAddressException extends Exception {
    private static final long serialVersionUID = 1L;

    BlockedAddressException(String message) {
        super(message);
    }
}
