package io.riptide.server.crawl.pdf;

import java.util.ArrayList;
import java.util.List;

/// Puts the lines of a paragraph behind each other: a space between, nothing where a word was divided or the
/// script has no spaces.
///
/// A hyphen at a line's end is taken for a divided word if a small letter follows, so a compound that happened
/// to be divided at its own hyphen loses it; the file does not tell the two apart.
final class SpanJoin {
    private static final int IDEOGRAPHS_MIN = 0x2e80;

    private final List<Span> done = new ArrayList<>();

    /// The span that may still grow; a paragraph may have a hundred thousand lines.
    private final StringBuilder text = new StringBuilder();

    private String link = "";

    void add(List<Span> line) {
        boolean isFirst = true;
        for (Span span : line) {
            String more = isFirst ? span.text().stripLeading() : span.text();
            if (more.isEmpty()) {
                continue;
            }
            if (isFirst && !text.isEmpty()) {
                joint(more.codePointAt(0), span.link());
            }
            isFirst = false;
            append(more, span.link());
        }
    }

    List<Span> spans() {
        endSpan();
        return List.copyOf(done);
    }

    private void joint(int next, String nextLink) {
        int length = text.length();
        while (length > 0 && Character.isWhitespace(text.codePointBefore(length))) {
            length -= Character.charCount(text.codePointBefore(length));
        }
        if (length == 0) {
            return;
        }
        text.setLength(length);
        int end = text.codePointBefore(length);
        int before = length - Character.charCount(end);
        boolean isAfterLetter = before > 0 && Character.isLetter(text.codePointBefore(before));
        boolean isHyphen = end == '-' || end == '\u2010' || end == '\u00ad';
        if (isHyphen && isAfterLetter) {
            boolean isDivided = end == '\u00ad' || Character.isLowerCase(next);
            text.setLength(isDivided ? before : length);
            return;
        }
        if (!isUnspaced(end) || !isUnspaced(next)) {
            append(" ", link.equals(nextLink) ? nextLink : "");
        }
    }

    private static boolean isUnspaced(int c) {
        return c >= IDEOGRAPHS_MIN && (Character.isIdeographic(c) || (c >= 0x3000 && c <= 0x30ff) || c >= 0xff00);
    }

    private void append(String more, String ofLink) {
        if (!text.isEmpty() && !link.equals(ofLink)) {
            endSpan();
        }
        link = ofLink;
        text.append(more);
    }

    private void endSpan() {
        if (!text.isEmpty()) {
            done.add(new Span(text.toString(), link));
            text.setLength(0);
        }
    }
}
