package io.riptide.server.crawl.extract.choice;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// Tells a page's [Genre] by a vote of its [PageSigns].
///
/// Each sign gives points: about 4 where it says the genre itself, 2 to 3 where it is usual there, 1 where it
/// is more common there than elsewhere. A page with hardly any sign is [Genre#OTHER].
///
/// - **Threading:** one page, one thread.
/// - **Source:** schema.org types; ogp.me object types; words that addresses of many sites share.
final class GenreVote {
    private static final double UNDECIDED = 2;

    private static final Set<String> FORUM_TYPES = Set.of("DiscussionForumPosting", "QAPage");
    private static final Set<String> FORUM_SOFTWARE = Set.of(
            "discourse", "phpbb", "vbulletin", "xenforo", "flarum", "nodebb", "mybb", "simple machines", "invision");
    private static final Set<String> FORUM_WORDS = Set.of(
            "forum",
            "forums",
            "thread",
            "threads",
            "topic",
            "topics",
            "viewtopic",
            "showthread",
            "discuss",
            "discussion",
            "discussions",
            "questions",
            "answers",
            "boards",
            "bbs",
            "talk",
            "community");
    private static final Set<String> FORUM_SEGMENTS = Set.of("t", "r", "d", "comments");
    private static final Set<String> PRODUCT_TYPES = Set.of("Product", "ProductGroup");
    private static final Set<String> OFFER_TYPES = Set.of("Offer", "AggregateOffer");
    private static final Set<String> PRODUCT_SEGMENTS =
            Set.of("product", "products", "dp", "itm", "item", "p", "pd", "listing", "app", "pr");
    private static final Set<String> LISTING_TYPES =
            Set.of("ItemList", "CollectionPage", "OfferCatalog", "SearchResultsPage");
    private static final Set<String> LISTING_SEGMENTS = Set.of(
            "collections",
            "collection",
            "category",
            "categories",
            "shop",
            "browse",
            "c",
            "cat",
            "b",
            "search",
            "list",
            "archive",
            "archives",
            "jobs",
            "tag",
            "tags",
            "trending",
            "directory",
            "deals",
            "catalog",
            "plp");
    private static final Set<String> DOCUMENTATION_SOFTWARE = Set.of(
            "sphinx",
            "docutils",
            "mkdocs",
            "docusaurus",
            "mediawiki",
            "vitepress",
            "hugo",
            "gatsby",
            "jekyll",
            "asciidoctor",
            "docfx",
            "mdbook");
    private static final Set<String> DOCUMENTATION_WORDS = Set.of(
            "docs",
            "doc",
            "documentation",
            "developer",
            "developers",
            "reference",
            "manual",
            "wiki",
            "api",
            "javadoc",
            "man",
            "rfc",
            "tutorial",
            "handbook");
    private static final Set<String> ARTICLE_TYPES = Set.of(
            "Article", "BlogPosting", "NewsArticle", "TechArticle", "Report", "ScholarlyArticle", "MedicalWebPage");
    private static final Set<String> ARTICLE_WORDS = Set.of(
            "blog",
            "blogs",
            "news",
            "article",
            "articles",
            "post",
            "posts",
            "story",
            "stories",
            "magazine",
            "insights",
            "resources",
            "learn",
            "guides");
    private static final Set<String> OTHER_WORDS =
            Set.of("services", "service", "solutions", "platform", "department", "consulting", "about", "pricing");

    private final PageSigns signs;
    private final Outline outline;
    private final Map<Genre, Double> points = new EnumMap<>(Genre.class);

    private GenreVote(PageSigns signs, Outline outline) {
        this.signs = signs;
        this.outline = outline;
    }

    static Genre of(PageSigns signs, Outline outline) {
        GenreVote vote = new GenreVote(signs, outline);
        vote.article();
        vote.documentation();
        vote.forum();
        vote.product();
        vote.listing();
        vote.other();
        return vote.winner();
    }

    private void give(Genre genre, boolean isSeen, double more) {
        if (isSeen) {
            points.merge(genre, more, Double::sum);
        }
    }

    private void article() {
        Address address = signs.address();
        double prose = share(outline.prose(0));
        give(Genre.ARTICLE, signs.openGraphType().equals("article"), 1.5);
        give(Genre.ARTICLE, signs.hasType(ARTICLE_TYPES), 3);
        give(Genre.ARTICLE, signs.isDated(), 2);
        give(Genre.ARTICLE, address.hasWord(ARTICLE_WORDS) || address.hasYear(), 2);
        give(Genre.ARTICLE, address.joints() >= 4, 1);
        give(Genre.ARTICLE, address.joints() >= 2, .5);
        give(Genre.ARTICLE, outline.prose(0) > 2_500, 1);
        give(Genre.ARTICLE, prose > .4, 1);
        give(Genre.ARTICLE, prose > .6, .5);
        give(Genre.ARTICLE, prose < .15, -1);
    }

    private void documentation() {
        give(Genre.DOCUMENTATION, signs.address().hasWord(DOCUMENTATION_WORDS), 3.5);
        give(Genre.DOCUMENTATION, signs.isMadeBy(DOCUMENTATION_SOFTWARE), 1.5);
        give(Genre.DOCUMENTATION, signs.codeBlocks() >= 2, 1);
        give(Genre.DOCUMENTATION, signs.codeBlocks() >= 6, 1);
    }

    private void forum() {
        give(Genre.FORUM, signs.hasType(FORUM_TYPES), 4);
        give(Genre.FORUM, signs.hasType(Set.of("Comment")), 1);
        give(Genre.FORUM, signs.isMadeBy(FORUM_SOFTWARE), 4);
        give(Genre.FORUM, signs.address().hasWord(FORUM_WORDS), 3);
        give(Genre.FORUM, signs.address().hasSegment(FORUM_SEGMENTS), 1.5);
    }

    private void product() {
        String declared = signs.openGraphType();
        give(Genre.PRODUCT, declared.contains("product") && !declared.contains("group"), 3);
        give(Genre.PRODUCT, signs.hasType(PRODUCT_TYPES), 2);
        give(Genre.PRODUCT, signs.hasType(PRODUCT_TYPES) && signs.hasType(OFFER_TYPES), 1);
        give(Genre.PRODUCT, signs.address().hasSegment(PRODUCT_SEGMENTS), 2.5);
        give(Genre.PRODUCT, signs.buyButtons() == 1 || signs.buyButtons() == 2, 2);
    }

    private void listing() {
        double links = share(outline.linkChars(0));
        give(Genre.LISTING, signs.openGraphType().contains("group"), 3);
        give(Genre.LISTING, signs.hasType(LISTING_TYPES), 1.5);
        give(Genre.LISTING, signs.address().hasSegment(LISTING_SEGMENTS), 2.5);
        give(Genre.LISTING, signs.address().isHome(), .8);
        give(Genre.LISTING, signs.address().joints() <= 1, .5);
        give(Genre.LISTING, signs.buyButtons() >= 4, 2);
        give(Genre.LISTING, links > .4, 1);
        give(Genre.LISTING, links > .6, 1);
        give(Genre.LISTING, share(outline.prose(0)) < .15, 1);
        give(Genre.LISTING, outline.prices() >= 20, 1.5);
        give(Genre.LISTING, signs.articles() >= 8, 1);
    }

    private void other() {
        give(Genre.OTHER, true, UNDECIDED);
        give(Genre.OTHER, signs.address().isHome(), 1);
        give(Genre.OTHER, signs.address().hasWord(OTHER_WORDS), 2);
    }

    private double share(int chars) {
        return outline.chars(0) == 0 ? 0 : (double) chars / outline.chars(0);
    }

    /// The genre with the most points; among equals the one named first.
    private Genre winner() {
        Genre best = Genre.ARTICLE;
        for (Genre genre : Genre.values()) {
            if (points.getOrDefault(genre, 0.0) > points.getOrDefault(best, 0.0)) {
                best = genre;
            }
        }
        return best;
    }
}
