package io.riptide.server.crawl.extract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.riptide.server.crawl.extract.ExtractException.Fault;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a page's bytes are, by its Content-Type field and, where that is missing or cannot be true, by its
/// first bytes.
///
/// - **Source:** WHATWG MIME Sniffing, 7 "Determining the computed MIME type of a resource", in outline.
enum PageKind {
    HTML(""),
    XHTML(""),
    /// Prose: taken as it is.
    TEXT(""),
    MARKDOWN(""),
    JSON("json"),
    XML("xml"),
    /// RSS or Atom, whatever its type.
    FEED("xml"),
    /// Other text/… types: code, tables, style sheets.
    SOURCE("");

    private static final int SNIFF_BYTES = 512;

    /// Text has next to none of these; a tenth of the sniffed bytes is far beyond any encoding's needs.
    private static final int CONTROL_SHARE_MIN = 10;

    private static final Set<String> UNKNOWN_TYPES =
            Set.of("", "*/*", "unknown/unknown", "application/unknown", "application/octet-stream", "content/unknown");

    private static final Set<String> TEXT_APPLICATIONS = Set.of(
            "application/javascript",
            "application/ecmascript",
            "application/x-javascript",
            "application/yaml",
            "application/x-yaml",
            "application/toml",
            "application/sql");

    /// How the binary kinds that are often served under a wrong type begin.
    private static final List<String> BINARY_MAGIC = List.of(
            "%PDF-", "\u0089PNG\r\n", "GIF87a", "GIF89a", "\u00ff\u00d8\u00ff", "PK\u0003\u0004", "\u001f\u008b\b");

    private static final List<String> HTML_STARTS = List.of(
            "<!doctype html",
            "<html",
            "<head",
            "<body",
            "<script",
            "<iframe",
            "<h1",
            "<div",
            "<font",
            "<table",
            "<a",
            "<style",
            "<title",
            "<b",
            "<br",
            "<p",
            "<!--",
            "<meta",
            "<main",
            "<article",
            "<section",
            "<ul",
            "<link");

    private static final List<String> FEED_ROOTS = List.of("<rss", "<feed", "<rdf:rdf");

    private final String fenceLanguage;

    PageKind(String fenceLanguage) {
        this.fenceLanguage = fenceLanguage;
    }

    /// The language of a Markdown fence around such a page.
    String fenceLanguage() {
        return fenceLanguage;
    }

    boolean isHtml() {
        return this == HTML || this == XHTML;
    }

    static PageKind of(PageSource page) throws ExtractException {
        String start = new String(page.body(), page.offset(), Math.min(page.length(), SNIFF_BYTES), ISO_8859_1);
        String type = page.mediaType().orElse("");
        for (String magic : BINARY_MAGIC) {
            if (start.startsWith(magic)) {
                throw new ExtractException(Fault.CONTENT_TYPE, "the body is binary (" + named(type) + ")");
            }
        }
        boolean isUnknown = UNKNOWN_TYPES.contains(type) || type.indexOf('/') < 0;
        PageKind labelled = isUnknown ? sniffed(start) : labelled(type);
        PageKind kind = labelled != JSON && isFeed(start) ? FEED : labelled;
        if (looksBinary(start)) {
            throw isUnknown
                    ? new ExtractException(Fault.CONTENT_TYPE, "the body is binary (" + named(type) + ")")
                    : new ExtractException(Fault.DECODE, "the body is labelled " + type + " and is no text");
        }
        return kind;
    }

    private static String named(String type) {
        return type.isEmpty() ? "no content type" : "labelled " + type;
    }

    private static PageKind labelled(String type) throws ExtractException {
        return switch (type) {
            case "text/html" -> HTML;
            case "application/xhtml+xml" -> XHTML;
            case "text/plain" -> TEXT;
            case "text/markdown", "text/x-markdown" -> MARKDOWN;
            case "application/json", "text/json", "application/x-ndjson", "application/jsonl" -> JSON;
            case "application/xml", "text/xml" -> XML;
            default -> byFamily(type);
        };
    }

    private static PageKind byFamily(String type) throws ExtractException {
        if (type.endsWith("+json")) {
            return JSON;
        }
        if (type.endsWith("+xml") && !type.startsWith("image/")) {
            return XML;
        }
        if (type.startsWith("text/") || TEXT_APPLICATIONS.contains(type)) {
            return SOURCE;
        }
        throw new ExtractException(Fault.CONTENT_TYPE, "content type " + printable(type) + " is not extracted");
    }

    /// The type comes from a stranger and goes into a message.
    private static String printable(String type) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < Math.min(type.length(), 100); i++) {
            char c = type.charAt(i);
            safe.append(c > ' ' && c < 0x7f ? c : '?');
        }
        return safe.toString();
    }

    /// Whether the first element, behind declarations and comments, is a feed's.
    private static boolean isFeed(String start) {
        int index = blankEnd(start, start.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0);
        while (start.startsWith("<?", index) || start.startsWith("<!--", index)) {
            String end = start.startsWith("<?", index) ? "?>" : "-->";
            int found = start.indexOf(end, index);
            index = found < 0 ? start.length() : blankEnd(start, found + end.length());
        }
        for (String root : FEED_ROOTS) {
            if (start.regionMatches(true, index, root, 0, root.length())) {
                int next = index + root.length();
                return next < start.length() && (start.charAt(next) <= ' ' || start.charAt(next) == '>');
            }
        }
        return false;
    }

    private static int blankEnd(String start, int from) {
        int index = from;
        while (index < start.length() && start.charAt(index) <= ' ') {
            index++;
        }
        return index;
    }

    private static PageKind sniffed(String start) {
        int index = blankEnd(start, start.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0);
        String head = start.substring(index).toLowerCase(Locale.ROOT);
        for (String tag : HTML_STARTS) {
            if (head.startsWith(tag)) {
                return HTML;
            }
        }
        if (head.startsWith("<?xml")) {
            return head.contains("<html") ? XHTML : XML;
        }
        return TEXT;
    }

    /// UTF-16 is full of NULs, so a byte order mark ends the suspicion.
    private static boolean looksBinary(String start) {
        if (start.startsWith("\u00ff\u00fe") || start.startsWith("\u00fe\u00ff")) {
            return false;
        }
        int controls = 0;
        for (int i = 0; i < start.length(); i++) {
            char c = start.charAt(i);
            boolean isTextual = c >= ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x1b;
            controls += isTextual ? 0 : 1;
        }
        return controls * CONTROL_SHARE_MIN > start.length();
    }
}
