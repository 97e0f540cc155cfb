package io.riptide.server.crawl.pdf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Joins lines to paragraphs, across columns and pages too, and tells headings by their size.
///
/// A PDF says where glyphs stand and nothing of what they belong to. A new paragraph begins [1] in another
/// size; [2] below a gap wider than the document's own between lines; [3] with a list's mark; [4] indented, or
/// after a short line, where a sentence ended. In the next column or page a paragraph goes on if no sentence
/// ended and no capital begins one.
///
/// A heading is sure where it is a fifth larger than the text, short, and no sentence.
///
/// - **Bounds:** linear in the lines.
final class Paragraphs {
    private static final float HEADING_RATIO = 1.2f;
    private static final int HEADING_CHARS_MAX = 200;
    private static final int HEADING_LINES_MAX = 3;
    private static final int LEVEL_MAX = 6;
    private static final float SAME_SIZE_RATIO = 1.1f;
    private static final float GAP_RATIO = 1.3f;
    private static final float SPACING_USUAL = 1.2f;
    private static final float SPACING_MAX = 2.5f;
    private static final float INDENT_EM = 0.8f;
    private static final float SHORT_SHARE = 0.15f;

    /// Bullets, and numbers or letters with a dot or in parentheses.
    private static final Pattern LIST_MARK = Pattern.compile(
            "\\s*(?:[\u2022\u2023\u25aa\u25cf\u25e6\u2043\u2219\u00b7*]|[\u2013-]\\s|\\(?(?:\\d{1,3}|[a-z])[.)]\\s).*");

    private final float bodySize;
    private final float spacing;
    private final List<Float> headingSizes;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Line> open = new ArrayList<>();

    private Paragraphs(float bodySize, float spacing, List<Float> headingSizes) {
        this.bodySize = bodySize;
        this.spacing = spacing;
        this.headingSizes = headingSizes;
    }

    static List<Block> of(List<Line> lines) {
        float bodySize = bodySize(lines);
        TreeSet<Float> larger = new TreeSet<>(Comparator.reverseOrder());
        for (Line line : lines) {
            if (line.size() >= bodySize * HEADING_RATIO) {
                larger.add(rounded(line.size()));
            }
        }
        Paragraphs paragraphs = new Paragraphs(bodySize, spacing(lines), List.copyOf(larger));
        for (Line line : lines) {
            if (!paragraphs.open.isEmpty() && !paragraphs.goesOn(line)) {
                paragraphs.end();
            }
            paragraphs.open.add(line);
        }
        paragraphs.end();
        return paragraphs.blocks;
    }

    /// The size that most of the text has.
    private static float bodySize(List<Line> lines) {
        Map<Float, Integer> chars = new HashMap<>();
        for (Line line : lines) {
            chars.merge(rounded(line.size()), line.text().length(), Integer::sum);
        }
        return chars.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0f);
    }

    private static float rounded(float size) {
        return Math.round(size * 2) / 2f;
    }

    /// The usual way from line to line, in heights of the font.
    private static float spacing(List<Line> lines) {
        List<Float> steps = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            Line above = lines.get(i - 1);
            Line line = lines.get(i);
            float step = (line.baseline() - above.baseline()) / Math.max(1, line.size());
            if (above.page() == line.page() && isSameSize(above, line) && step > INDENT_EM && step < SPACING_MAX) {
                steps.add(step);
            }
        }
        steps.sort(null);
        return steps.isEmpty() ? SPACING_USUAL : steps.get(steps.size() / 2);
    }

    private static boolean isSameSize(Line a, Line b) {
        return Math.max(a.size(), b.size()) <= Math.min(a.size(), b.size()) * SAME_SIZE_RATIO;
    }

    private boolean goesOn(Line line) {
        Line above = open.getLast();
        if (!isSameSize(above, line) || LIST_MARK.matcher(line.text()).matches()) {
            return false;
        }
        float step = line.baseline() - above.baseline();
        boolean isElsewhere = above.page() != line.page() || step < line.size() / 2;
        if (isElsewhere) {
            return !isHeading(above) && !endsSentence(above) && startsLower(line);
        }
        return step <= line.size() * spacing * GAP_RATIO && !startsByPlace(above, line);
    }

    /// Whether where the line and the one above begin and end makes it the first of a paragraph.
    private boolean startsByPlace(Line above, Line line) {
        float indent = line.left() - above.left();
        float em = line.size() * INDENT_EM;
        Line first = open.getFirst();
        boolean isItem = LIST_MARK.matcher(first.text()).matches();
        if (isItem) {
            return indent < -em || (open.size() > 1 && line.left() < first.left() + em / 2);
        }
        if (!endsSentence(above)) {
            return false;
        }
        float widest = line.right();
        for (Line other : open) {
            widest = Math.max(widest, other.right());
        }
        boolean isShort = above.right() < widest - SHORT_SHARE * (widest - Math.min(above.left(), line.left()));
        return isShort || indent > em || (indent < -em && open.size() > 1);
    }

    private static boolean endsSentence(Line line) {
        String text = line.text().stripTrailing();
        int end = text.length();
        while (end > 0 && "\"'\u201d\u2019)]\u00bb".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return end > 0 && ".!?:\u2026\u3002\uff01\uff1f".indexOf(text.charAt(end - 1)) >= 0;
    }

    private static boolean startsLower(Line line) {
        String text = line.text().stripLeading();
        return !text.isEmpty() && Character.isLowerCase(text.codePointAt(0));
    }

    private boolean isHeading(Line line) {
        return line.size() >= bodySize * HEADING_RATIO;
    }

    private void end() {
        if (open.isEmpty()) {
            return;
        }
        SpanJoin join = new SpanJoin();
        open.forEach(line -> join.add(line.spans()));
        blocks.add(new Block(level(), join.spans()));
        open.clear();
    }

    private int level() {
        Line first = open.getFirst();
        int chars = open.stream().mapToInt(line -> line.text().length()).sum();
        String last = open.getLast().text().stripTrailing();
        boolean isSure = isHeading(first)
                && chars <= HEADING_CHARS_MAX
                && open.size() <= HEADING_LINES_MAX
                && ".,;".indexOf(last.charAt(last.length() - 1)) < 0
                && first.text().codePoints().anyMatch(Character::isLetter);
        return isSure ? Math.clamp(headingSizes.indexOf(rounded(first.size())) + 1L, 1, LEVEL_MAX) : 0;
    }
}
