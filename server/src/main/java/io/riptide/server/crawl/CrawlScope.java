package io.riptide.server.crawl;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// How far a crawl goes from the pages that were given, and what it shows of its client there.
///
/// A client's own header fields, such as a login, are for the origins that the client itself has named. A page
/// found elsewhere, or a sitemap that a robots.txt names, gets the harmless ones alone, as after a redirect.
///
/// - **Threading:** immutable.
final class CrawlScope {
    private final CrawlOptions options;
    private final CrawlOptions elsewhere;
    private final Set<String> ownOrigins;

    CrawlScope(CrawlRequest request) {
        options = request.options();
        elsewhere = options.forOtherOrigins();
        ownOrigins = request.ownOrigins();
    }

    /// How `url` is to be got.
    CrawlOptions options(WebUrl url) {
        return ownOrigins.contains(url.origin()) ? options : elsewhere;
    }

    /// Which of the links of the page `target`, whose result this is, are followed. A page that was given may be
    /// at another host than it was named, as `example.com` is at `www.example.com`; one that was found stays where
    /// it was found.
    List<WebUrl> links(Target target, PageResult result) {
        String host = result.url().host();
        String finalHost = target.depth() == 0 ? finalHost(result) : host;
        Predicate<WebUrl> isNear =
                link -> link.host().equals(host) || link.host().equals(finalHost);
        return result.links().stream()
                .filter(link -> !options.isSameHostOnly() || isNear.test(link))
                .filter(options::wants)
                .toList();
    }

    /// Which pages of a sitemap, all of its own host, are followed.
    List<WebUrl> pages(List<WebUrl> named) {
        return named.stream().filter(options::wants).toList();
    }

    private static String finalHost(PageResult result) {
        try {
            return WebUrl.parse(result.finalUrl()).host();
        } catch (InvalidUrlException e) {
            return result.url().host(); // a result that somebody else has stored
        }
    }
}
