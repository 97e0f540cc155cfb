package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.deadline.Deadline;
import java.util.List;
import java.util.Locale;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// A feed as a page of HTML: its title, then each entry's title with its link, date and content.
///
/// - **Threading:** stateless.
/// - **Bounds:** the first [#ENTRIES_MAX] entries, and those for which there is time.
/// - **Source:** RSS 2.0; RSS 1.0 with its content module; RFC 4287 "Atom".
final class FeedPage {
    private static final int ENTRIES_MAX = 2_000;

    private static final List<String> CONTENTS = List.of("content:encoded", "content", "description", "summary");
    private static final List<String> DATES = List.of("pubdate", "published", "dc:date", "updated");

    private FeedPage() {}

    /// The page that `feed`, parsed as XML, stands for, as far as `stage` has time for its entries.
    static Document of(Document feed, Deadline.Stage stage) {
        Document page = Document.createShell("");
        Element channel = feed.selectFirst("channel");
        Element head = channel == null ? feed.firstElementChild() : channel;
        if (head != null) {
            Element language = child(head, "language");
            String tag = language == null ? head.attr("xml:lang") : language.text();
            page.child(0).attr("lang", tag);
            String title = text(child(head, "title"));
            page.title(title);
            page.body().appendElement("h1").text(title);
        }
        feed.select("item, entry").stream()
                .limit(ENTRIES_MAX)
                .takeWhile(_ -> !stage.isOver())
                .forEach(entry -> write(entry, page.body()));
        return page;
    }

    private static void write(Element entry, Element body) {
        Element article = body.appendElement("article");
        Element title = article.appendElement("h2").appendElement("a");
        title.text(text(child(entry, "title")));
        title.attr("href", link(entry));
        Element date = first(entry, DATES);
        if (date != null) {
            String declared = date.text();
            article.appendElement("p")
                    .appendElement("time")
                    .attr("datetime", PageDates.read(declared).orElse(""))
                    .text(declared);
        }
        Element content = first(entry, CONTENTS);
        if (content != null) {
            article.append(content.childrenSize() > 0 ? content.html() : content.wholeText());
        }
    }

    /// Titles are often HTML that was escaped.
    private static String text(@Nullable Element title) {
        return title == null ? "" : Cuts.unescaped(title.text());
    }

    private static String link(Element entry) {
        String link = "";
        for (Element child : entry.children()) {
            boolean isPage = child.attr("rel").isEmpty() || child.attr("rel").equals("alternate");
            if (child.normalName().equals("link") && isPage && link.isEmpty()) {
                link = child.hasAttr("href") ? child.attr("href") : child.text().strip();
            }
        }
        String id = text(child(entry, "guid"));
        return link.isEmpty() && id.startsWith("http") ? id : link;
    }

    private static @Nullable Element first(Element entry, List<String> names) {
        for (String name : names) {
            Element found = child(entry, name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Element child(Element parent, String name) {
        for (Element child : parent.children()) {
            if (child.tagName().toLowerCase(Locale.ROOT).equals(name)) {
                return child;
            }
        }
        return null;
    }
}
