package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.ExtractException.Fault;

/// Makes the failures of extractors that live in other packages.
public final class Unreadable {
    private Unreadable() {}

    /// The failure of a page that cannot be read, `reason` naming the fault for people.
    public static ExtractException because(String reason) {
        return new ExtractException(Fault.EXTRACT, reason);
    }
}
