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

    private final List<Span> spans = new ArrayList<>();

    void add(List<Span> line) {
        boolean isFirst = true;
        for (Span span : line) {
            String text = isFirst ? span.text().stripLeading() : span.text();
            if (text.isEmpty()) {
                continue;
            }
            if (isFirst && !spans.isEmpty()) {
                joint(text.codePointAt(0), span.link());
            }
            isFirst = false;
            append(text, span.link());
        }
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    private void joint(int next, String link) {
        Span last = spans.getLast();
        String text = last.text().stripTrailing();
        if (text.isEmpty()) {
            return;
        }
        int end = text.codePointBefore(text.length());
        boolean isAfterLetter =
                text.length() > 1 && Character.isLetter(text.codePointBefore(text.length() - Character.charCount(end)));
        boolean isHyphen = end == '-' || end == '\u2010' || end == '\u00ad';
        if (isHyphen && isAfterLetter) {
            boolean isDivided = end == '\u00ad' || Character.isLowerCase(next);
            spans.set(spans.size() - 1, new Span(isDivided ? text.substring(0, text.length() - 1) : text, last.link()));
            return;
        }
        spans.set(spans.size() - 1, new Span(text, last.link()));
        if (!isUnspaced(end) || !isUnspaced(next)) {
            append(" ", last.link().equals(link) ? link : "");
        }
    }

    private static boolean isUnspaced(int c) {
        return c >= IDEOGRAPHS_MIN && (Character.isIdeographic(c) || (c >= 0x3000 && c <= 0x30ff) || c >= 0xff00);
    }

    private void append(String text, String link) {
        Span last = spans.isEmpty() ? null : spans.getLast();
        if (last != null && last.link().equals(link)) {
            spans.set(spans.size() - 1, new Span(last.text() + text, link));
        } else {
            spans.add(new Span(text, link));
        }
    }
}
