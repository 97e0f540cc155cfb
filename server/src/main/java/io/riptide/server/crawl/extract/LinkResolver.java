package io.riptide.server.crawl.extract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Makes a page's references absolute. Only http and https come out; `mailto:`, `javascript:` and the rest do
/// not.
///
/// Browsers' leniency is followed where pages rely on it: white space around and line ends inside a reference
/// go, a backslash is a slash, and what may not stand in a URL is percent-encoded. Names of hosts are left as
/// they are.
///
/// - **Threading:** immutable.
/// - **Bounds:** linear in the reference; one longer than [#REFERENCE_CHARS_MAX] is not resolved.
/// - **Source:** RFC 3986, 5.2 "Relative Resolution"; WHATWG URL, 4.4, whose "query state" takes the page's encoding.
final class LinkResolver {
    static final int REFERENCE_CHARS_MAX = 2_048;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /// Of ASCII, beside the space.
    private static final String ENCODED = "\"<>`{}|\\^";

    private static final boolean[] CLEAN = clean();

    private final String scheme;
    private final String authority;
    private final String path;
    private final String query;
    private final Charset charset;

    /// Resolves against `base`, or, if that is no http URL, only takes references that are absolute.
    ///
    /// @param page the encoding of the page that the references are from, which is that of their queries too
    LinkResolver(String base, Charset page) {
        charset = page.name().startsWith("UTF-") || !page.canEncode() ? UTF_8 : page;
        String lowered = base.toLowerCase(Locale.ROOT);
        if (!lowered.startsWith("http://") && !lowered.startsWith("https://")) {
            scheme = "";
            authority = "";
            path = "/";
            query = "";
            return;
        }
        scheme = lowered.startsWith("https") ? "https" : "http";
        String rest = cut(base.substring(scheme.length() + 3), '#');
        int authorityEnd = indexOfAny(rest, 0, "/?");
        authority = rest.substring(0, authorityEnd);
        int queryStart = rest.indexOf('?', authorityEnd);
        int pathEnd = queryStart < 0 ? rest.length() : queryStart;
        path = pathEnd == authorityEnd ? "/" : rest.substring(authorityEnd, pathEnd);
        query = queryStart < 0 ? "" : rest.substring(queryStart);
    }

    /// The absolute URL that `reference` stands for, if that is one of http or https.
    Optional<String> resolve(String reference) {
        if (reference.length() > REFERENCE_CHARS_MAX) {
            return Optional.empty();
        }
        String clean = cleaned(reference, charset);
        int colon = schemeEnd(clean);
        if (colon > 0) {
            String itsScheme = clean.substring(0, colon).toLowerCase(Locale.ROOT);
            if (!itsScheme.equals("http") && !itsScheme.equals("https")) {
                return Optional.empty();
            }
            String rest = clean.substring(colon + 1);
            if (rest.startsWith("//") || !itsScheme.equals(scheme)) {
                return absolute(itsScheme, rest);
            }
            clean = rest;
        }
        return scheme.isEmpty() ? Optional.empty() : relative(clean);
    }

    private Optional<String> relative(String reference) {
        if (reference.startsWith("//")) {
            return absolute(scheme, reference);
        }
        String prefix = scheme + "://" + authority;
        if (reference.isEmpty()) {
            return Optional.of(prefix + path + query);
        }
        return switch (reference.charAt(0)) {
            case '#' -> Optional.of(prefix + path + query + reference);
            case '?' -> Optional.of(prefix + path + reference);
            case '/' -> Optional.of(prefix + withoutDots(reference));
            default -> Optional.of(prefix + withoutDots(path.substring(0, path.lastIndexOf('/') + 1) + reference));
        };
    }

    private static Optional<String> absolute(String scheme, String rest) {
        int start = 0;
        while (start < rest.length() && rest.charAt(start) == '/') {
            start++;
        }
        int authorityEnd = indexOfAny(rest, start, "/?#");
        if (authorityEnd == start) {
            return Optional.empty();
        }
        String tail = rest.substring(authorityEnd);
        String path = tail.startsWith("/") ? withoutDots(tail) : "/" + tail;
        return Optional.of(scheme + "://" + rest.substring(start, authorityEnd).toLowerCase(Locale.ROOT) + path);
    }

    /// Removes `.` and `..` segments from the path at the front of `reference`; query and fragment stay.
    private static String withoutDots(String reference) {
        int pathEnd = indexOfAny(reference, 0, "?#");
        if (reference.lastIndexOf("/.", pathEnd) < 0) {
            return reference;
        }
        StringBuilder kept = new StringBuilder(reference.length());
        int index = 0;
        while (index < pathEnd) {
            int next = reference.indexOf('/', index + 1);
            int segmentEnd = next < 0 || next > pathEnd ? pathEnd : next;
            String segment = reference.substring(index, segmentEnd);
            boolean isLast = segmentEnd == pathEnd;
            if (segment.equals("/..")) {
                kept.setLength(Math.max(0, kept.lastIndexOf("/")));
                kept.append(isLast ? "/" : "");
            } else if (segment.equals("/.")) {
                kept.append(isLast ? "/" : "");
            } else {
                kept.append(segment);
            }
            index = segmentEnd;
        }
        return kept.append(reference, pathEnd, reference.length()).toString();
    }

    /// Length of the scheme before its colon, or 0 when there is none.
    private static int schemeEnd(String reference) {
        for (int i = 0; i < reference.length(); i++) {
            char c = reference.charAt(i);
            boolean isLetter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (c == ':') {
                return i;
            }
            if (!isLetter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) {
                return 0;
            }
        }
        return 0;
    }

    private static String cleaned(String reference, Charset charset) {
        String trimmed = reference.strip();
        if (isClean(trimmed)) {
            return trimmed;
        }
        int slashes = trimmed.indexOf("//");
        int authorityEnd = slashes < 0 ? 0 : indexOfAny(trimmed, slashes + 2, "/?#");
        StringBuilder clean = new StringBuilder(trimmed.length());
        boolean inPath = true;
        boolean inQuery = false;
        for (int i = 0; i < trimmed.length(); ) {
            int c = trimmed.codePointAt(i);
            boolean inAuthority = i < authorityEnd;
            i += Character.charCount(c);
            inQuery = c == '?' ? inQuery || inPath : inQuery && c != '#';
            inPath &= c != '?' && c != '#';
            if (c < ' ' || c == 0x7f) {
                continue;
            }
            if (c == '\\' && inPath) {
                clean.append('/');
            } else if (c == ' ' || (c > 0x7f && !inAuthority) || ENCODED.indexOf(c) >= 0) {
                encode(c, inQuery ? charset : UTF_8, clean);
            } else {
                clean.appendCodePoint(c);
            }
        }
        return clean.toString();
    }

    /// Bytes that stand for themselves are left as they are, as browsers leave the second ones of Shift_JIS; what the
    /// encoding does not have becomes a character reference.
    private static void encode(int c, Charset charset, StringBuilder out) {
        String text = Character.toString(c);
        if (!charset.equals(UTF_8) && !charset.newEncoder().canEncode(text)) {
            out.append("%26%23").append(c).append("%3B");
            return;
        }
        for (byte b : text.getBytes(charset)) {
            if (c > 0x7f && b > 0 && b < CLEAN.length && CLEAN[b]) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.toHexDigits(b));
            }
        }
    }

    /// Whether all of it may stand in a URL as it is, as nearly always.
    private static boolean isClean(String reference) {
        for (int i = 0; i < reference.length(); i++) {
            char c = reference.charAt(i);
            if (c >= CLEAN.length || !CLEAN[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] clean() {
        boolean[] clean = new boolean[0x7f];
        for (char c = ' ' + 1; c < clean.length; c++) {
            clean[c] = ENCODED.indexOf(c) < 0;
        }
        return clean;
    }

    private static String cut(String text, char at) {
        int index = text.indexOf(at);
        return index < 0 ? text : text.substring(0, index);
    }

    /// First index from `from` of any of `stops`, or the length.
    private static int indexOfAny(String text, int from, String stops) {
        for (int i = from; i < text.length(); i++) {
            if (stops.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}
