package io.riptide.server.crawl.extract;

import org.jsoup.nodes.Element;

/// Chooses the element that holds a page's content: `main`, else the only `article`, else the body.
///
/// An element that holds next to none of the page's text was marked by mistake, or is filled by a script that
/// does not run here; then the next one is taken. `main` says what it is for, so less text makes it believed.
final class ContentRoot {
    private static final int MAIN_PERCENT_MIN = 5;
    private static final int ARTICLE_PERCENT_MIN = 10;

    private ContentRoot() {}

    static Element of(PageScan scan, TextAmounts amounts, Element body) {
        return scan.main()
                .filter(main -> amounts.holds(main, MAIN_PERCENT_MIN))
                .or(() -> scan.singleArticle().filter(article -> amounts.holds(article, ARTICLE_PERCENT_MIN)))
                .orElse(body);
    }
}
