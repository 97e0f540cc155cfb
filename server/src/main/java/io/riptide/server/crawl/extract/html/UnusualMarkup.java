package io.riptide.server.crawl.extract.html;

import java.io.Serial;

/// Markup that this parser leaves to the other one. Without a stack: it is an answer, no fault.
final class UnusualMarkup extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private UnusualMarkup(String what) {
        super(what, null, false, false);
    }

    static UnusualMarkup of(String what) {
        return new UnusualMarkup(what);
    }
}
