package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.choice.PageSigns;
import io.riptide.server.crawl.extract.choice.Visibility;
import io.riptide.server.crawl.extract.deadline.Deadline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/// One look at every element, before any writer runs: what the page says about itself, and what speaks for one
/// kind of page or another.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** each node once; at most [#DECLARATIONS_MAX] declarations and [#SCRIPTS_MAX] scripts are kept.
final class PageScan implements NodeFilter {
    private static final int DECLARATIONS_MAX = 300;
    private static final int SCRIPTS_MAX = 32;
    private static final int TAGS_MAX = 32;
    private static final int TIMES_MAX = 32;
    private static final int AUTHORS_MAX = 10;

    private final Map<String, String> declarations = new HashMap<>();
    private final JsonLd jsonLd = new JsonLd();
    private final StringBuilder articleTags = new StringBuilder();
    private final List<String> authors = new ArrayList<>();
    private int scripts;
    private int tags;
    private final PageSigns signs;
    private final Deadline.Stage stage;
    private @Nullable Element heading;
    private String title = "";
    private String language = "";
    private String baseReference = "";
    private String author = "";
    private @Nullable Element itemAuthor;
    private String date = "";
    private int dateRank;
    private int times;

    private PageScan(String url, Deadline.Stage stage) {
        signs = new PageSigns(url);
        this.stage = stage;
    }

    /// What can be seen of the page at `url` until the stage is over.
    static PageScan of(Element root, String url, Deadline.Stage stage) {
        PageScan scan = new PageScan(url, stage);
        NodeTraversor.filter(scan, root);
        scan.jsonLd.types().forEach(scan.signs::type);
        scan.signs.declared(
                scan.declared("og:type").orElse(""),
                scan.declared("generator").orElse(""),
                scan.declared("article:published_time").isPresent());
        return scan;
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (stage.isOver()) {
            return FilterResult.STOP;
        }
        if (node instanceof Element element) {
            signs.see(element);
            see(element);
            if (signs.hasItems() && element.attributesSize() > 0) {
                item(element, element.attr("itemprop"));
            }
        }
        return FilterResult.CONTINUE;
    }

    private void see(Element element) {
        switch (element.normalName()) {
            case "meta" -> declaration(element);
            case "title" -> title = title.isEmpty() && !isInDrawing(element) ? element.text() : title;
            case "html" -> language = element.attr("lang").isEmpty() ? element.attr("xml:lang") : element.attr("lang");
            case "base" -> baseReference = baseReference.isEmpty() ? element.attr("href") : baseReference;
            case "script" -> script(element);
            case "h1" -> heading = heading == null && !Visibility.isHidden(element) ? element : heading;
            case "time" -> time(element);
            case "a" -> author = author.isEmpty() && isAuthorLink(element) ? element.text() : author;
            default -> {}
        }
    }

    /// The date of publication is better than one in the content, and that than any other.
    private void time(Element time) {
        String declared = time.attr("datetime");
        if (declared.isEmpty() || times++ >= TIMES_MAX) {
            return;
        }
        boolean isPublication = time.hasAttr("pubdate") || time.attr("itemprop").equalsIgnoreCase("datePublished");
        int rank = isPublication ? 3 : isInContent(time) ? 2 : 1;
        if (rank > dateRank) {
            date = declared;
            dateRank = rank;
        }
    }

    private static boolean isInContent(Element element) {
        Element around = element.parent();
        while (around != null && !around.nameIs("article") && !around.nameIs("main")) {
            around = around.parent();
        }
        return around != null;
    }

    /// Microdata beside what `meta` elements say.
    private void item(Element element, String property) {
        if (property.equals("author") && itemAuthor == null && !element.nameIs("meta")) {
            itemAuthor = element;
        } else if (property.equals("datePublished")
                && dateRank < 3
                && !element.attr("content").isEmpty()) {
            date = element.attr("content");
            dateRank = 3;
        }
    }

    private static boolean isAuthorLink(Element element) {
        return element.attr("rel").toLowerCase(Locale.ROOT).contains("author");
    }

    /// Drawings have titles too.
    private static boolean isInDrawing(Element title) {
        Element parent = title.parent();
        return parent != null && !parent.nameIs("head") && !parent.nameIs("body") && !parent.nameIs("html");
    }

    private void declaration(Element meta) {
        String content = Cuts.unescaped(meta.attr("content"));
        if (content.isBlank() || declarations.size() >= DECLARATIONS_MAX) {
            return;
        }
        for (String naming : new String[] {"property", "name", "itemprop", "http-equiv"}) {
            String name = meta.attr(naming).strip().toLowerCase(Locale.ROOT);
            if (name.equals("article:tag") && tags++ < TAGS_MAX) {
                articleTags.append(',').append(content);
            } else if (name.equals("citation_author") && authors.size() < AUTHORS_MAX) {
                authors.add(content);
            } else if (!name.isEmpty()) {
                declarations.putIfAbsent(name, content);
            }
        }
    }

    private void script(Element script) {
        String type = script.attr("type").strip().toLowerCase(Locale.ROOT);
        if (type.startsWith("application/ld+json") && scripts++ < SCRIPTS_MAX) {
            jsonLd.read(script.data());
        }
    }

    /// The first of these declarations that the page makes.
    Optional<String> declared(String... names) {
        for (String name : names) {
            String content = declarations.get(name);
            if (content != null) {
                return Optional.of(content);
            }
        }
        return Optional.empty();
    }

    JsonLd jsonLd() {
        return jsonLd;
    }

    String articleTags() {
        return articleTags.toString();
    }

    String title() {
        return title;
    }

    String language() {
        return language;
    }

    String baseReference() {
        return baseReference;
    }

    /// Of a paper, as it is to be cited.
    List<String> authors() {
        return authors;
    }

    String author() {
        if (itemAuthor == null) {
            return author;
        }
        Element name = itemAuthor.selectFirst("[itemprop=name]");
        Element named = name == null ? itemAuthor : name;
        return named.hasAttr("content") ? named.attr("content") : named.text();
    }

    String date() {
        return date;
    }

    String heading() {
        return heading == null ? "" : heading.text();
    }

    PageSigns signs() {
        return signs;
    }
}
