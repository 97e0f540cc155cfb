package io.riptide.server.crawl.extract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Looks for the encoding a page declares inside itself, before it can be decoded.
///
/// - **Bounds:** one pass over at most the bytes it is given; the patterns match one tag at a time.
/// - **Source:** WHATWG HTML, 13.2.3.2 "prescan a byte stream to determine its encoding"; XML 1.0, 4.3.3.
final class MetaPrescan {
    /// A tag of declarations longer than this is not one.
    private static final int TAG_CHARS_MAX = 1_024;

    private static final Pattern CHARSET =
            Pattern.compile("charset\\s*=\\s*[\"']?\\s*([^\\s\"'/>;]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern XML_ENCODING =
            Pattern.compile("\\A<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([^\"'>]+)[\"']");

    private MetaPrescan() {}

    /// The encoding declared in `body[from, to)`; an unknown label is passed over.
    static Optional<Charset> find(byte[] body, int from, int to) {
        String head = new String(body, from, to - from, ISO_8859_1);
        Matcher xml = XML_ENCODING.matcher(head);
        if (xml.find()) {
            Optional<Charset> declared = declared(xml.group(1));
            if (declared.isPresent()) {
                return declared;
            }
        }
        int index = 0;
        while ((index = head.indexOf('<', index)) >= 0) {
            if (head.startsWith("<!--", index)) {
                int end = head.indexOf("-->", index + 2);
                if (end < 0) {
                    return Optional.empty();
                }
                index = end + 3;
            } else if (isMeta(head, index)) {
                int end = head.indexOf('>', index);
                int tagEnd = Math.min(end < 0 ? head.length() : end, index + TAG_CHARS_MAX);
                Optional<Charset> declared = inTag(head.substring(index, tagEnd));
                if (declared.isPresent()) {
                    return declared;
                }
                index = tagEnd;
            } else {
                index++;
            }
        }
        return Optional.empty();
    }

    private static boolean isMeta(String head, int index) {
        return head.regionMatches(true, index + 1, "meta", 0, 4)
                && index + 5 < head.length()
                && (head.charAt(index + 5) <= ' ' || head.charAt(index + 5) == '/');
    }

    private static Optional<Charset> inTag(String tag) {
        Matcher charset = CHARSET.matcher(tag);
        if (!charset.find()) {
            return Optional.empty();
        }
        // `content="…; charset=…"` counts only with the pragma, or a description that mentions a charset would do.
        String before = tag.substring(0, charset.start()).toLowerCase(Locale.ROOT);
        boolean inContent = before.contains("content");
        if (inContent && !tag.toLowerCase(Locale.ROOT).contains("http-equiv")) {
            return Optional.empty();
        }
        return declared(charset.group(1));
    }

    /// A declaration that could be read as single bytes cannot be UTF-16, whatever it says.
    private static Optional<Charset> declared(String label) {
        return EncodingLabels.charset(label)
                .map(charset -> charset.equals(UTF_16LE) || charset.equals(UTF_16BE) ? UTF_8 : charset);
    }
}
