package io.riptide.server.crawl.extract;

/// A page that gives no document; its [#type] goes into the result's `error.type`, its message beside it.
public final class ExtractException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Which of the wire contract's error types it is.
    public enum Fault {
        /// The body is not of a kind that is extracted: PDF, image, archive.
        CONTENT_TYPE("content_type"),
        /// The body says it is text and is not.
        DECODE("decode"),
        /// The parser failed on it.
        EXTRACT("extract");

        private final String wireName;

        Fault(String wireName) {
            this.wireName = wireName;
        }
    }

    private final Fault fault;

    ExtractException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /// What kind of fault it is.
    public Fault fault() {
        return fault;
    }

    /// The fault as the wire contract names it.
    public String type() {
        return fault.wireName;
    }
}
