package io.riptide.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Articles as sites serve them: some 23 KB each with a menu, headings, paragraphs, a table, a footer and 60
/// links, a page's number deciding all of it.
///
/// Titles hold nothing that a reader would take for a site's name and cut off.
final class Pages {
    /// Less than this much text is not the article.
    static final int TEXT_CHARS_MIN = 8_000;

    /// Links in the paragraphs, which are there whatever else a crawler leaves out.
    static final int LINKS_MIN = 20;

    private static final int MENU_LINKS = 20;
    private static final int SECTIONS = 6;
    private static final int PARAGRAPHS = 4;
    private static final int PARAGRAPH_WORDS = 110;
    private static final int TABLE_ROWS = 10;
    private static final int FOOTER_LINKS = 16;
    private static final String[] WORDS =
            ("river water bridge stone valley morning the a of and to in that was with as for "
                            + "harbour wind market letter garden winter between across slowly measured early people would carry "
                            + "toward reading paper history light several engine narrow current behind because answer village "
                            + "quiet distance number found again through small large older road their there never always")
                    .split(" ");

    private Pages() {}

    static String path(int page) {
        return "/p/" + page;
    }

    static String title(int page) {
        return "Chapter " + page + " from the river";
    }

    /// The first `count` pages of the site at `base`.
    static List<URI> urls(URI base, int count) {
        return IntStream.range(0, count).mapToObj(i -> base.resolve(path(i))).toList();
    }

    static byte[] html(int page) {
        SplittableRandom random = new SplittableRandom(page);
        StringBuilder out = new StringBuilder(24 * 1024);
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .append(title(page))
                .append("</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"description\" content=\"");
        words(out, random, 20);
        out.append("\">\n<link rel=\"stylesheet\" href=\"/style.css\">\n<style>\n");
        for (int i = 0; i < 12; i++) {
            out.append(".part-").append(i).append(" { margin: 0 auto; padding: 0.5em 1em; color: #333; }\n");
        }
        out.append("</style>\n</head>\n<body>\n<header><nav class=\"menu\"><ul>\n");
        links(out, random, MENU_LINKS);
        out.append("</ul></nav></header>\n<main>\n<article>\n<h1>")
                .append(title(page))
                .append("</h1>\n<p class=\"byline\">By <span class=\"author\">A. Writer</span></p>\n");
        for (int section = 0; section < SECTIONS; section++) {
            section(out, random, section);
        }
        table(out, random);
        out.append("</article>\n</main>\n<footer><ul>\n");
        links(out, random, FOOTER_LINKS);
        out.append("</ul><p>All of it made up.</p></footer>\n<script>\nwindow.page = { number: ")
                .append(page)
                .append(", ready: function (then) { if (1 < 2 && document.body) { then(); } } };\n</script>\n")
                .append("</body>\n</html>\n");
        return out.toString().getBytes(UTF_8);
    }

    private static void section(StringBuilder out, SplittableRandom random, int section) {
        out.append("<section class=\"part-").append(section).append("\">\n<h2>");
        words(out, random, 4);
        out.append("</h2>\n");
        for (int i = 0; i < PARAGRAPHS; i++) {
            out.append("<p>");
            words(out, random, PARAGRAPH_WORDS / 2);
            out.append(", <a href=\"").append(path(random.nextInt(10_000))).append("\">");
            words(out, random, 2);
            out.append("</a>, ");
            words(out, random, PARAGRAPH_WORDS / 2);
            out.append(" &amp; <em>");
            words(out, random, 3);
            out.append("</em>.</p>\n");
        }
        out.append("</section>\n");
    }

    private static void table(StringBuilder out, SplittableRandom random) {
        out.append(
                "<table>\n<thead><tr><th>Year</th><th>Depth</th><th>Boats</th><th>Note</th></tr></thead>\n<tbody>\n");
        for (int row = 0; row < TABLE_ROWS; row++) {
            out.append("<tr><td>").append(1900 + row).append("</td><td>").append(random.nextInt(100));
            out.append("</td><td>").append(random.nextInt(1_000)).append("</td><td>");
            words(out, random, 3);
            out.append("</td></tr>\n");
        }
        out.append("</tbody>\n</table>\n");
    }

    private static void links(StringBuilder out, SplittableRandom random, int count) {
        for (int i = 0; i < count; i++) {
            out.append("<li class=\"entry\"><a href=\"")
                    .append(path(random.nextInt(10_000)))
                    .append("\">");
            words(out, random, 2);
            out.append("</a></li>\n");
        }
    }

    /// One of those of which the pages are made.
    static String word(SplittableRandom random) {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private static void words(StringBuilder out, SplittableRandom random, int count) {
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append(i % 12 == 0 ? ". " : " ");
            }
            out.append(word(random));
        }
    }
}
