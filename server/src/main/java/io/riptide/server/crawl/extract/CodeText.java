package io.riptide.server.crawl.extract;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// The text of a code element while it is open: kept as it stands until it is known how to fence it.
final class CodeText {
    /// How highlighters write the language into `class`.
    private static final Pattern LANGUAGE =
            Pattern.compile("(?:^|\\s)(?:language-|lang-|highlight-source-|highlight-|sourceCode\\s+|brush:\\s*)"
                    + "([A-Za-z0-9_+#.-]{1,32})");

    private static final List<String> LANGUAGE_ATTRIBUTES = List.of("data-lang", "data-language");
    private static final Pattern LANGUAGE_NAME = Pattern.compile("[A-Za-z0-9_+#.-]{1,32}");

    /// What highlighters write where they know no language.
    private static final Set<String> NO_LANGUAGES =
            Set.of("default", "none", "plaintext", "text", "txt", "notranslate");

    /// Some highlighters name the language two elements around the code.
    private static final int ANCESTORS_MAX = 3;

    private final StringBuilder text = new StringBuilder();
    private @Nullable Element element;
    private boolean isPre;
    private boolean hasLines;
    private String language = "";

    /// A piece of code within a line.
    record Span(String text, boolean isSpaceBefore, boolean isSpaceAfter) {
        /// All of `code` on one line.
        static Span of(String code) {
            boolean isSpaceBefore = !code.isEmpty() && Tags.isSpace(code.charAt(0));
            boolean isSpaceAfter = !code.isEmpty() && Tags.isSpace(code.charAt(code.length() - 1));
            return new Span(Cuts.line(code, code.length()), isSpaceBefore, isSpaceAfter);
        }

        String markup() {
            String fence = fence(text, 1);
            boolean isPadded = text.startsWith("`") || text.endsWith("`");
            return isPadded ? fence + ' ' + text + ' ' + fence : fence + text + fence;
        }
    }

    boolean isOpen() {
        return element != null;
    }

    void begin(Element opened, boolean pre) {
        element = opened;
        isPre = pre;
        hasLines = false;
        text.setLength(0);
        language = language(opened);
        Element around = opened.parent();
        for (int i = 0; pre && language.isEmpty() && around != null && i < ANCESTORS_MAX; i++) {
            language = language(around);
            around = around.parent();
        }
    }

    boolean isClosedBy(Element closed) {
        return closed.equals(element);
    }

    void open(Element inside, String tag) {
        if (tag.equals("br")) {
            text.append('\n');
            hasLines = true;
        } else {
            if (language.isEmpty()) {
                language = language(inside);
            }
            close(tag);
        }
    }

    /// A block inside code, as some highlighters make for each line, is a line.
    void close(String tag) {
        if (Tags.isBlock(tag)) {
            hasLines = true;
            if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                text.append('\n');
            }
        }
    }

    void text(String more) {
        text.append(more);
    }

    /// Whether it needs lines of its own.
    boolean isBlock() {
        return isPre || hasLines;
    }

    String language() {
        return language;
    }

    /// Ends the element: its text without empty lines at either end, spaces kept.
    String takeBlock() {
        element = null;
        int start = 0;
        for (int i = 0; i < text.length() && text.charAt(i) <= ' '; i++) {
            start = text.charAt(i) == '\n' ? i + 1 : start;
        }
        return text.substring(start).stripTrailing();
    }

    /// Ends the element: its text on one line.
    Span takeSpan() {
        element = null;
        return Span.of(text.toString());
    }

    /// As many backticks as it takes not to meet them in `code`, at least `least`.
    static String fence(String code, int least) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < code.length(); i++) {
            run = code.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        // A shorter run inside is no end for a span, but an equal one is; a block needs more than any.
        return "`".repeat(longest == 0 ? least : Math.max(least, longest + 1));
    }

    private static String language(Element element) {
        if (element.attributesSize() == 0) {
            return "";
        }
        Matcher matcher = LANGUAGE.matcher(element.className());
        if (matcher.find()) {
            return known(matcher.group(1));
        }
        for (String attribute : LANGUAGE_ATTRIBUTES) {
            String name = element.attr(attribute);
            if (LANGUAGE_NAME.matcher(name).matches()) {
                return known(name);
            }
        }
        return "";
    }

    private static String known(String name) {
        String lowered = name.toLowerCase(Locale.ROOT);
        return NO_LANGUAGES.contains(lowered) ? "" : lowered;
    }
}
