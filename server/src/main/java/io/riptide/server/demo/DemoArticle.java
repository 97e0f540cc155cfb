package io.riptide.server.demo;

import java.time.LocalDate;
import java.util.SplittableRandom;

/// Writes the pages of the demo site: an article with the head, navigation, aside and footer that real pages
/// wrap around one, and which an extractor has to leave out. The same number gives the same page, always.
public final class DemoArticle {
    private static final String[] PLACES = {
        "Ardmouth", "Bellhaven", "Corran Bay", "Dunsker", "Eastness", "Fennport", "Gullane Sound", "Hallow Point"
    };
    private static final String[] SUBJECTS = {
        "The harbour master",
        "A team of hydrographers",
        "The crew of the lifeboat",
        "An old fisherman",
        "The tidal laboratory",
        "Every pilot on the estuary",
        "The keeper of the northern light",
        "A student with a notebook"
    };
    private static final String[] VERBS = {
        "measured", "described", "predicted", "underestimated", "charted", "wrote down", "watched", "doubted"
    };
    private static final String[] OBJECTS = {
        "the current off the sand bar",
        "a surge that arrived an hour early",
        "how quickly the channel silts up",
        "the speed of the ebb between the piers",
        "three spring tides in a row",
        "the gap between the forecast and the gauge",
        "waves that ran back against the wind",
        "the narrow stream swimmers should cross sideways"
    };
    private static final String[] ENDINGS = {
        "before anyone else was awake",
        "and published the figures the same evening",
        "although the instruments disagreed",
        "with nothing but a weighted line and a clock",
        "for the ninth year running",
        "while the ferry waited",
        "and nobody argued with the result",
        "long after the grant had ended"
    };
    private static final String[] TOPICS = {
        "Currents", "Charts", "Lighthouses", "Pilots", "Gauges", "Storm surges", "Ferries", "Sand banks"
    };
    private static final String[] AUTHORS = {
        "Maren Holt", "Idris Vaughan", "Sunniva Dahl", "Tomás Ferreira", "Aiko Mori"
    };
    private static final int PARAGRAPHS_MIN = 5;
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 6);

    private DemoArticle() {}

    /// The article of that number on a site of `pages`.
    public static String html(int page, int pages) {
        var random = new SplittableRandom(page);
        String title = title(page);
        String author = AUTHORS[page % AUTHORS.length];
        LocalDate day = FIRST_DAY.plusDays(page);
        var body = new StringBuilder();
        body.append("<article>\n<h1>").append(title).append("</h1>\n");
        body.append("<p class=\"byline\">By <a rel=\"author\" href=\"/\">").append(author);
        body.append("</a>, <time datetime=\"")
                .append(day)
                .append("\">")
                .append(day)
                .append("</time></p>\n");
        body.append("<figure><img src=\"/img/").append(page).append(".png\" alt=\"The bar at low water\">");
        body.append("<figcaption>The bar at low water.</figcaption></figure>\n");
        int paragraphs = PARAGRAPHS_MIN + random.nextInt(6);
        for (int i = 0; i < paragraphs; i++) {
            if (i == 2) {
                body.append("<h2>").append(pick(TOPICS, random)).append(" in numbers</h2>\n");
                body.append(table(random));
            }
            body.append("<p>")
                    .append(paragraph(random))
                    .append(link(page, i, pages))
                    .append("</p>\n");
        }
        body.append("</article>\n").append(related(page, pages));
        return shell(title, author, day, body.toString());
    }

    /// A page that links to every article, by the address a visitor would have bookmarked.
    static String frontPage(int pages) {
        var body = new StringBuilder("<h1>The Tidewater Gazette</h1>\n<ul>\n");
        for (int page = 0; page < pages; page++) {
            String address = (DemoSite.isMoved(page) ? "/moved/" : "/articles/") + page;
            body.append("<li><a href=\"")
                    .append(address)
                    .append("\">")
                    .append(title(page))
                    .append("</a></li>\n");
        }
        return shell(
                "The Tidewater Gazette",
                AUTHORS[0],
                FIRST_DAY,
                body.append("</ul>\n").toString());
    }

    /// A page that says one thing, for what is not there or does not work.
    static String notice(String text) {
        return "<!doctype html>\n<html lang=\"en\"><head><title>" + text + "</title></head><body><h1>" + text
                + "</h1></body></html>\n";
    }

    private static String title(int page) {
        return TOPICS[page % TOPICS.length] + " of " + PLACES[page / TOPICS.length % PLACES.length] + ", part "
                + (1 + page / (TOPICS.length * PLACES.length));
    }

    private static String paragraph(SplittableRandom random) {
        var text = new StringBuilder();
        int sentences = 3 + random.nextInt(4);
        for (int i = 0; i < sentences; i++) {
            text.append(pick(SUBJECTS, random))
                    .append(' ')
                    .append(pick(VERBS, random))
                    .append(' ');
            text.append(pick(OBJECTS, random))
                    .append(" near ")
                    .append(pick(PLACES, random))
                    .append(' ');
            text.append(pick(ENDINGS, random)).append(". ");
        }
        return text.toString();
    }

    private static String link(int page, int paragraph, int pages) {
        int other = (page * 7 + paragraph * 13 + 1) % pages;
        return "See also <a href=\"/articles/" + other + "\">" + title(other) + "</a>.";
    }

    private static String table(SplittableRandom random) {
        var rows = new StringBuilder("<table><tr><th>Station</th><th>Range (m)</th></tr>\n");
        for (int i = 0; i < 4; i++) {
            int centimetres = 120 + random.nextInt(700);
            rows.append("<tr><td>")
                    .append(pick(PLACES, random))
                    .append("</td><td>")
                    .append(centimetres / 100);
            rows.append('.').append(centimetres % 100 / 10).append("</td></tr>\n");
        }
        return rows.append("</table>\n").toString();
    }

    private static String related(int page, int pages) {
        var list = new StringBuilder("<aside><h2>Most read</h2><ul>\n");
        for (int i = 1; i <= 5; i++) {
            int other = (page + i * i) % pages;
            list.append("<li><a href=\"/articles/")
                    .append(other)
                    .append("\">")
                    .append(title(other))
                    .append("</a></li>\n");
        }
        return list.append("</ul></aside>\n").toString();
    }

    private static String shell(String title, String author, LocalDate day, String body) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <title>%s | The Tidewater Gazette</title>
                <meta name="description" content="%s, told from the water's edge.">
                <meta name="author" content="%s">
                <meta property="og:title" content="%s">
                <meta property="og:site_name" content="The Tidewater Gazette">
                <meta property="article:published_time" content="%s">
                <style>body { font: 16px serif } nav { display: flex }</style>
                <script>window.visits = (window.visits || 0) + 1;</script>
                </head>
                <body>
                <header><nav><a href="/">Home</a> <a href="/articles/0">Latest</a> <a href="/articles/1">Archive</a></nav></header>
                <main>
                %s</main>
                <footer><p>A made-up paper for trying things out. No cookies were asked for.</p></footer>
                </body>
                </html>
                """.formatted(title, title, author, title, day, body);
    }

    private static String pick(String[] words, SplittableRandom random) {
        return words[random.nextInt(words.length)];
    }
}
