package io.riptide.server.crawl.extract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a page of Markdown says of itself and links to.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** linear in the page; at most so many links.
/// - **Source:** CommonMark 0.31.2, 4.5, 4.7, 6.3, 6.5; front matter as site generators read it.
final class MarkdownPage {
    private static final int TITLE_CHARS_MAX = 500;
    private static final int TEXT_CHARS_MAX = 300;
    private static final int FRONT_LINES_MAX = 200;

    private static final Pattern TITLE = Pattern.compile("title\\s*:\\s*(?:\"(.*)\"|'(.*)'|(.*?))\\s*");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(?:```|~~~).*");

    /// A link with its text, which may be an image; a reference's definition; an address between angle brackets.
    private static final Pattern LINK = Pattern.compile(
            "(?<![!\\\\])\\[((?:!\\[[^\\]]{0,200}+]\\([^)]{0,500}+\\)|[^\\[\\]]){0,300}+)]\\(\\s*+<?([^)\\s>]{1,2048}+)"
                    + "|^ {0,3}\\[[^\\]]{1,300}+]:\\s*+<?([^\\s>]{1,2048}+)"
                    + "|<(https?://[^>\\s]{1,2048}+)>");

    private final List<String> lines;
    private final int frontEnd;

    MarkdownPage(String source) {
        lines = source.lines().toList();
        frontEnd = frontEnd();
    }

    /// The line after the front matter, 0 where there is none.
    private int frontEnd() {
        if (lines.isEmpty() || !lines.getFirst().stripTrailing().equals("---")) {
            return 0;
        }
        int end = Math.min(lines.size(), FRONT_LINES_MAX);
        int closing = lines.subList(1, end).stream()
                .map(String::stripTrailing)
                .toList()
                .indexOf("---");
        return closing < 0 ? 0 : closing + 2;
    }

    /// As the front matter says, else the first heading of the first level.
    String title() {
        for (String line : lines.subList(0, frontEnd)) {
            Matcher title = TITLE.matcher(line);
            if (title.matches()) {
                return Cuts.line(group(title, 1, 3), TITLE_CHARS_MAX);
            }
        }
        boolean isCode = false;
        for (String line : lines.subList(frontEnd, lines.size())) {
            isCode ^= FENCE.matcher(line).matches();
            if (!isCode && line.startsWith("# ")) {
                return Cuts.line(line.substring(2), TITLE_CHARS_MAX);
            }
        }
        return "";
    }

    /// The links outside code blocks, each address once.
    List<Document.Link> links(LinkResolver resolver, int linksMax) {
        Map<String, Document.Link> found = new LinkedHashMap<>();
        boolean isCode = false;
        for (String line : lines.subList(frontEnd, lines.size())) {
            isCode ^= FENCE.matcher(line).matches();
            Matcher link = LINK.matcher(line);
            while (!isCode && found.size() < linksMax && link.find()) {
                String text = link.group(1) == null ? "" : Cuts.line(link.group(1), TEXT_CHARS_MAX);
                resolver.resolve(group(link, 2, 4))
                        .ifPresent(url -> found.putIfAbsent(url, new Document.Link(url, text, "")));
            }
        }
        return List.copyOf(found.values());
    }

    /// The one group that took part.
    private static String group(Matcher matcher, int first, int last) {
        for (int i = first; i <= last; i++) {
            String group = matcher.group(i);
            if (group != null) {
                return group;
            }
        }
        return "";
    }
}
