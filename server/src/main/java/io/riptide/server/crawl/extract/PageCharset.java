package io.riptide.server.crawl.extract;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mozilla.universalchardet.UniversalDetector;

/// Finds out how a page's bytes are to be read, and never fails: the first of these that answers decides.
///
/// 1. byte order mark
/// 2. `charset` of the Content-Type field
/// 3. declaration in the first 1,024 bytes
/// 4. bytes that are valid UTF-8
/// 5. declaration further down, which a browser would meet while parsing and start again for
/// 6. frequencies of bytes
/// 7. windows-1252
///
/// A label nobody knows, such as `uft-8`, counts as no label.
///
/// - **Threading:** stateless.
/// - **Bounds:** one look at all bytes (4), at 64 KiB (5), at 256 KiB (6).
/// - **Source:** WHATWG HTML, 13.2.3 "The input byte stream"; WHATWG Encoding, 6 "Hooks for standards".
final class PageCharset {
    private static final int PRESCAN_BYTES = 1_024;
    private static final int LATE_PRESCAN_BYTES = 64 * 1_024;
    private static final int DETECTION_BYTES = 256 * 1_024;
    private static final byte ESCAPE = 0x1b;

    private static final Charset FALLBACK =
            Charset.isSupported("windows-1252") ? Charset.forName("windows-1252") : Charset.forName("ISO-8859-1");

    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*charset\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s;]+))", Pattern.CASE_INSENSITIVE);

    private PageCharset() {}

    /// The page as characters, without its byte order mark.
    static PageText decode(PageSource page) {
        Charset charset = of(page);
        return new PageText(page, charset, markLength(page, charset));
    }

    /// The encoding of `page`.
    static Charset of(PageSource page) {
        return byteOrderMark(page)
                .or(() -> labelled(page))
                .or(() -> declared(page, PRESCAN_BYTES))
                .or(() -> validUtf8(page))
                .or(() -> declared(page, LATE_PRESCAN_BYTES))
                .or(() -> detected(page))
                .orElse(FALLBACK);
    }

    private static Optional<Charset> byteOrderMark(PageSource page) {
        int first = unsigned(page, 0);
        int second = unsigned(page, 1);
        if (first == 0xEF && second == 0xBB && unsigned(page, 2) == 0xBF) {
            return Optional.of(UTF_8);
        }
        if (first == 0xFE && second == 0xFF) {
            return Optional.of(UTF_16BE);
        }
        return first == 0xFF && second == 0xFE ? Optional.of(UTF_16LE) : Optional.empty();
    }

    private static int markLength(PageSource page, Charset charset) {
        return byteOrderMark(page).isEmpty() ? 0 : charset.equals(UTF_8) ? 3 : 2;
    }

    /// The byte at `index`, or -1 past the end.
    private static int unsigned(PageSource page, int index) {
        return index < page.length() ? page.body()[page.offset() + index] & 0xFF : -1;
    }

    private static Optional<Charset> labelled(PageSource page) {
        String contentType = page.contentType();
        if (contentType == null) {
            return Optional.empty();
        }
        Matcher parameter = PARAMETER.matcher(contentType);
        if (!parameter.find()) {
            return Optional.empty();
        }
        for (int i = 1; i <= parameter.groupCount(); i++) {
            String label = parameter.group(i);
            if (label != null) {
                return EncodingLabels.charset(label);
            }
        }
        return Optional.empty();
    }

    private static Optional<Charset> declared(PageSource page, int bytesMax) {
        return MetaPrescan.find(page.body(), page.offset(), page.offset() + Math.min(page.length(), bytesMax));
    }

    /// UTF-8 if every sequence is well-formed; one cut off by the end of the page is forgiven. Pure ASCII is
    /// UTF-8 too, unless it holds ESC, with which ISO-2022 switches alphabets.
    static Optional<Charset> validUtf8(PageSource page) {
        byte[] body = page.body();
        int end = page.offset() + page.length();
        int index = page.offset();
        while (index < end) {
            byte lead = body[index];
            if (lead >= 0) {
                if (lead == ESCAPE) {
                    return Optional.empty();
                }
                index++;
                continue;
            }
            int length = sequenceLength(body, index, end);
            if (length == 0) {
                return Optional.empty();
            }
            index += length;
        }
        return Optional.of(UTF_8);
    }

    /// Length of the sequence at `index`, 0 when it is ill-formed.
    private static int sequenceLength(byte[] body, int index, int end) {
        int lead = body[index] & 0xFF;
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        for (int i = index + 1; i < Math.min(index + length, end); i++) {
            int next = body[i] & 0xFF;
            int least = i > index + 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            int most = i > index + 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
            if (next < least || next > most) {
                return 0;
            }
        }
        return length;
    }

    private static Optional<Charset> detected(PageSource page) {
        UniversalDetector detector = new UniversalDetector();
        detector.handleData(page.body(), page.offset(), Math.min(page.length(), DETECTION_BYTES));
        detector.dataEnd();
        String name = detector.getDetectedCharset();
        if (name == null) {
            return Optional.empty();
        }
        // Lower-case Cyrillic is the same bytes in both, and pages from old Macs are all but gone.
        Optional<Charset> charset = EncodingLabels.charset(name.equals("MACCYRILLIC") ? "windows-1251" : name);
        return charset.isEmpty() && Charset.isSupported(name) ? Optional.of(Charset.forName(name)) : charset;
    }
}
