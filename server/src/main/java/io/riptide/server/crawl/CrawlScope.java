package io.riptide.server.crawl;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// How far a crawl goes from the pages that were given, and what it shows of its client there.
///
/// | page | its links may be at | its redirects may lead to |
/// |---|---|---|
/// | given | its host, and the one that it was redirected to | everywhere |
/// | listed in a sitemap | its host | all but what is excluded |
/// | found by a link | its host | its host and those of given pages, but for what is excluded |
///
/// So a site that is named `example.com` and lives at `www.example.com` is walked there, and a link out that hides
/// behind a redirect stays a link out. Where all hosts may be, all this is about what is excluded.
///
/// A client's own header fields, such as a login, are for the origins that the client itself has named. A page
/// found elsewhere, or a sitemap that a robots.txt names, gets the harmless ones alone, as after a redirect.
///
/// - **Threading:** any virtual thread.
/// - **Bounds:** a name for each given page at most.
final class CrawlScope {
    private final CrawlOptions options;
    private final CrawlOptions elsewhere;
    private final Set<String> ownOrigins;
    private final int given;
    private final Set<String> givenHosts = ConcurrentHashMap.newKeySet();

    CrawlScope(CrawlRequest request) {
        options = request.options();
        elsewhere = options.forOtherOrigins();
        ownOrigins = request.ownOrigins();
        given = request.urls().size();
    }

    /// How `url` is to be got.
    CrawlOptions options(WebUrl url) {
        return ownOrigins.contains(url.origin()) ? options : elsewhere;
    }

    /// Where the redirects of the page `target`, which is at `url`, may lead.
    Reach reach(Target target, WebUrl url) {
        if (target.isSitemap() || isGiven(target)) {
            return Reach.UNLIMITED;
        }
        boolean isAnyHost = !options.isSameHostOnly() || target.depth() == 0;
        return there -> {
            if (!isAnyHost && !there.host().equals(url.host()) && !givenHosts.contains(there.host())) {
                return Optional.of("which is at another host, and same_host is set");
            }
            return options.excludes(there) ? Optional.of("which exclude leaves out") : Optional.empty();
        };
    }

    /// Which of the links of the page `target`, whose result this is, are followed.
    List<WebUrl> links(Target target, PageResult result) {
        String host = result.url().host();
        String finalHost = isGiven(target) ? finalHost(result) : host;
        if (isGiven(target)) {
            givenHosts.add(host);
            givenHosts.add(finalHost);
        }
        return result.links().stream()
                .filter(link -> !options.isSameHostOnly()
                        || link.host().equals(host)
                        || link.host().equals(finalHost))
                .filter(options::wants)
                .toList();
    }

    /// Which pages of a sitemap, all of its own host, are followed.
    List<WebUrl> pages(List<WebUrl> named) {
        return named.stream().filter(options::wants).toList();
    }

    private boolean isGiven(Target target) {
        return !target.isSitemap() && target.index() < given;
    }

    private static String finalHost(PageResult result) {
        try {
            return WebUrl.parse(result.finalUrl()).host();
        } catch (InvalidUrlException e) {
            return result.url().host(); // a result that somebody else has stored
        }
    }
}
