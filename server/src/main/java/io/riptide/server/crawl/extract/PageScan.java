package io.riptide.server.crawl.extract;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/// One look at every element, before any writer runs: declarations about the page, and where its content may
/// be.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** each node once; at most [#DECLARATIONS_MAX] declarations and [#SCRIPTS_MAX] scripts are kept.
final class PageScan implements NodeVisitor {
    private static final int DECLARATIONS_MAX = 300;
    private static final int SCRIPTS_MAX = 32;
    private static final int TAGS_MAX = 32;

    private final Map<String, String> declarations = new HashMap<>();
    private final JsonLd jsonLd = new JsonLd();
    private final StringBuilder articleTags = new StringBuilder();
    private int scripts;
    private int tags;
    private int articles;
    private @Nullable Element main;
    private @Nullable Element article;
    private @Nullable Element heading;
    private String title = "";
    private String language = "";
    private String baseReference = "";
    private String author = "";
    private String date = "";

    static PageScan of(Element root) {
        PageScan scan = new PageScan();
        NodeTraversor.traverse(scan, root);
        return scan;
    }

    @Override
    public void head(Node node, int depth) {
        if (!(node instanceof Element element)) {
            return;
        }
        switch (element.normalName()) {
            case "meta" -> declaration(element);
            case "title" -> title = title.isEmpty() && !isInDrawing(element) ? element.text() : title;
            case "html" -> language = element.attr("lang").isEmpty() ? element.attr("xml:lang") : element.attr("lang");
            case "base" -> baseReference = baseReference.isEmpty() ? element.attr("href") : baseReference;
            case "script" -> script(element);
            case "main" -> main(element);
            case "article" -> {
                if (!ContentScope.isHidden(element) && !isInArticle(element)) {
                    articles++;
                    article = element;
                }
            }
            case "h1" -> heading = heading == null && !ContentScope.isHidden(element) ? element : heading;
            case "time" -> date = date.isEmpty() ? element.attr("datetime") : date;
            case "a" -> author = author.isEmpty() && isAuthorLink(element) ? element.text() : author;
            default -> marked(element);
        }
    }

    private void marked(Element element) {
        if (element.attributesSize() == 0) {
            return;
        }
        if (element.attr("role").equalsIgnoreCase("main")) {
            main(element);
        }
    }

    private void main(Element element) {
        if (main == null && !ContentScope.isHidden(element)) {
            main = element;
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

    /// Comments are often articles inside the article.
    private static boolean isInArticle(Element element) {
        Element parent = element.parent();
        return parent != null && parent.nameIs("article");
    }

    private void declaration(Element meta) {
        String content = meta.attr("content");
        if (content.isBlank() || declarations.size() >= DECLARATIONS_MAX) {
            return;
        }
        for (String naming : new String[] {"property", "name", "itemprop", "http-equiv"}) {
            String name = meta.attr(naming).strip().toLowerCase(Locale.ROOT);
            if (name.equals("article:tag") && tags++ < TAGS_MAX) {
                articleTags.append(',').append(content);
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

    String author() {
        return author;
    }

    String date() {
        return date;
    }

    String heading() {
        return heading == null ? "" : heading.text();
    }

    Optional<Element> main() {
        return Optional.ofNullable(main);
    }

    /// The article, if the page has exactly one.
    Optional<Element> singleArticle() {
        return articles == 1 ? Optional.ofNullable(article) : Optional.empty();
    }
}
