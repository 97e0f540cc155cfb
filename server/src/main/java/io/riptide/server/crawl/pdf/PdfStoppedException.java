package io.riptide.server.crawl.pdf;

/// The time for a PDF is over, or its crawl was cancelled.
///
/// Unchecked, since PDFBox takes an [java.io.IOException] for a fault in the file and goes on.
final class PdfStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PdfStoppedException(String message) {
        super(message);
    }
}
