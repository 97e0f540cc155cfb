package io.riptide.server.crawl.extract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Settles what a page says about itself, where Open Graph, JSON-LD, meta elements and the markup say it
/// several times.
///
/// - **Threading:** stateless.
/// - **Bounds:** every field is one line and cut; see the constants.
/// - **Source:** ogp.me; schema.org; Dublin Core in HTML; WHATWG HTML, 4.2.5 "The meta element".
final class MetadataReader {
    private static final int LINE_CHARS_MAX = 500;
    private static final int DESCRIPTION_CHARS_MAX = 2_000;
    private static final int CATEGORY_CHARS_MAX = 100;
    private static final int CATEGORIES_MAX = 32;
    private static final int AUTHORS_MAX = 10;

    private static final List<String> AUTHORS =
            List.of("author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl");

    private static final Pattern LANGUAGE_TAG = Pattern.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}");
    private static final Pattern COMMA = Pattern.compile("[,;\u3001\uff0c]");

    private MetadataReader() {}

    static PageMetadata read(PageScan scan) {
        String siteName = line(scan.declared("og:site_name")
                .or(() -> scan.jsonLd().text("publisher"))
                .or(() -> scan.declared("application-name")));
        return new PageMetadata(
                title(scan, siteName),
                byline(scan),
                published(scan),
                siteName,
                description(scan),
                language(scan),
                categories(scan),
                line(scan.declared("robots")));
    }

    private static String title(PageScan scan, String siteName) {
        String declared = line(scan.declared("og:title", "twitter:title")
                .or(() -> scan.jsonLd().text("headline"))
                .or(() -> present(scan.title()))
                .or(() -> present(scan.heading())));
        return withoutSite(declared, siteName);
    }

    /// `Story | Site` without the site, if the page told its name.
    private static String withoutSite(String title, String siteName) {
        if (siteName.isEmpty() || title.length() <= siteName.length() + 3) {
            return title;
        }
        int end = title.length() - siteName.length();
        if (!title.regionMatches(true, end, siteName, 0, siteName.length())) {
            return title;
        }
        String rest = title.substring(0, end).stripTrailing();
        boolean isParted =
                !rest.isEmpty() && "|-\u2013\u2014\u00b7\u2022\u00bb:".indexOf(rest.charAt(rest.length() - 1)) >= 0;
        return isParted ? rest.substring(0, rest.length() - 1).strip() : title;
    }

    private static String byline(PageScan scan) {
        List<String> linked = scan.jsonLd().texts("author");
        List<String> authors = linked.isEmpty() ? scan.authors() : linked;
        if (!authors.isEmpty()) {
            Map<String, String> names = new LinkedHashMap<>();
            authors.stream().limit(AUTHORS_MAX).forEach(name -> keep(names, name, LINE_CHARS_MAX));
            return Cuts.line(String.join(", ", names.values()), LINE_CHARS_MAX);
        }
        return line(AUTHORS.stream()
                .flatMap(name -> scan.declared(name).stream())
                .filter(name -> !name.strip().startsWith("http"))
                .findFirst()
                .or(() -> present(scan.author())));
    }

    private static String published(PageScan scan) {
        return scan.jsonLd()
                .text("datePublished")
                .flatMap(PageDates::read)
                .or(() -> date(scan, "article:published_time"))
                .or(() -> date(scan, "datepublished"))
                .or(() -> date(scan, "parsely-pub-date"))
                .or(() -> date(scan, "sailthru.date"))
                .or(() -> date(scan, "citation_publication_date"))
                .or(() -> date(scan, "dc.date"))
                .or(() -> date(scan, "dc.date.issued"))
                .or(() -> date(scan, "dcterms.created"))
                .or(() -> date(scan, "pubdate"))
                .or(() -> date(scan, "date"))
                .or(() -> PageDates.read(scan.date()))
                .orElse("");
    }

    private static Optional<String> date(PageScan scan, String name) {
        return scan.declared(name).flatMap(PageDates::read);
    }

    private static String description(PageScan scan) {
        return scan.declared("og:description", "description", "twitter:description", "dc.description")
                .or(() -> scan.jsonLd().text("description"))
                .map(text -> Cuts.line(text, DESCRIPTION_CHARS_MAX))
                .orElse("");
    }

    private static String language(PageScan scan) {
        return present(scan.language())
                .or(() -> scan.declared("content-language", "og:locale", "language"))
                .or(() -> scan.jsonLd().text("inLanguage"))
                .map(tag -> tag.strip().replace('_', '-'))
                .filter(tag -> LANGUAGE_TAG.matcher(tag).matches())
                .orElse("");
    }

    private static Collection<String> sections(PageScan scan) {
        List<String> sections = new ArrayList<>();
        scan.declared("article:section").ifPresent(sections::add);
        sections.addAll(scan.jsonLd().texts("articleSection"));
        return sections;
    }

    private static List<String> categories(PageScan scan) {
        Map<String, String> kept = new LinkedHashMap<>();
        sections(scan).forEach(section -> keep(kept, section, CATEGORY_CHARS_MAX));
        List<String> lists = new ArrayList<>(List.of(scan.articleTags()));
        lists.addAll(scan.jsonLd().texts("keywords"));
        scan.declared("keywords", "news_keywords").ifPresent(lists::add);
        for (String list : lists) {
            String bounded = Cuts.chars(list, CATEGORIES_MAX * CATEGORY_CHARS_MAX);
            COMMA.splitAsStream(bounded).forEach(tag -> keep(kept, tag, CATEGORY_CHARS_MAX));
        }
        return kept.values().stream().limit(CATEGORIES_MAX).toList();
    }

    /// Keeps the first spelling of each.
    private static void keep(Map<String, String> kept, String text, int charsMax) {
        String line = Cuts.line(text, charsMax);
        if (!line.isEmpty()) {
            kept.putIfAbsent(line.toLowerCase(Locale.ROOT), line);
        }
    }

    private static Optional<String> present(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    private static String line(Optional<String> text) {
        return text.map(found -> Cuts.line(found, LINE_CHARS_MAX)).orElse("");
    }
}
