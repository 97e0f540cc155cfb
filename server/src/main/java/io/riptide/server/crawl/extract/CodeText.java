package io.riptide.server.crawl.extract;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// The text of a code element while it is open: kept as it stands until it is known how to fence it.
final class CodeText {
    private static final Pattern LANGUAGE =
            Pattern.compile("(?:^|\\s)(?:language-|lang-|highlight-source-|brush:\\s*)([A-Za-z0-9_+#.-]{1,32})");

    private final StringBuilder text = new StringBuilder();
    private @Nullable Element element;
    private boolean isPre;
    private boolean hasLines;
    private String language = "";

    /// A piece of code within a line.
    record Span(String text, boolean isSpaceBefore, boolean isSpaceAfter) {
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
        Element parent = opened.parent();
        if (pre && language.isEmpty() && parent != null) {
            language = language(parent);
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
        boolean isSpaceBefore = !text.isEmpty() && Tags.isSpace(text.charAt(0));
        boolean isSpaceAfter = !text.isEmpty() && Tags.isSpace(text.charAt(text.length() - 1));
        return new Span(Cuts.line(text.toString(), text.length()), isSpaceBefore, isSpaceAfter);
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
        Matcher matcher = LANGUAGE.matcher(element.className());
        if (matcher.find()) {
            return matcher.group(1).toLowerCase(Locale.ROOT);
        }
        return "";
    }
}
