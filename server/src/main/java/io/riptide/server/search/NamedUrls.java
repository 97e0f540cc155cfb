package io.riptide.server.search;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.search.provider.SearchHit;
import io.riptide.server.search.provider.SearchProvider;
import io.riptide.server.search.provider.SearchQuery;
import io.riptide.server.search.provider.SearchReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The provider that finds what the query names: its http and https URLs.
final class NamedUrls implements SearchProvider {
    private static final Logger LOG = LoggerFactory.getLogger(NamedUrls.class);

    /// The URLs that `query` names, in its order.
    static List<WebUrl> in(String query) {
        List<WebUrl> urls = new ArrayList<>();
        for (String word : query.split("[\\s,;<>\"]+", -1)) {
            if (!word.startsWith("http://") && !word.startsWith("https://")) {
                continue;
            }
            try {
                urls.add(WebUrl.parse(word));
            } catch (InvalidUrlException e) {
                LOG.debug("'{}' in a query: {}", word, e.reason());
            }
        }
        return urls;
    }

    @Override
    public String name() {
        return Providers.URLS;
    }

    @Override
    public SearchReply search(SearchQuery query, long deadlineNs) {
        return new SearchReply.Found(in(query.text()).stream()
                .limit(query.limit())
                .map(url -> new SearchHit(url, "", "", 0))
                .toList());
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }
}
