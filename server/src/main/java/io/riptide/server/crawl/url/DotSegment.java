package io.riptide.server.crawl.url;

/// The path segments that mean "here" and "up", also where their dots are percent-encoded.
///
/// - **Source:** WHATWG URL, 4.1 "URL representation".
final class DotSegment {
    private DotSegment() {}

    static boolean isSingle(String segment) {
        return segment.equals(".") || segment.equalsIgnoreCase("%2e");
    }

    static boolean isDouble(String segment) {
        return switch (segment.length()) {
            case 2 -> segment.equals("..");
            case 4 -> segment.equalsIgnoreCase(".%2e") || segment.equalsIgnoreCase("%2e.");
            case 6 -> segment.equalsIgnoreCase("%2e%2e");
            default -> false;
        };
    }
}
