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
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The provider that finds what the query names: its http and https URLs.
final class NamedUrls implements SearchProvider {
    private static final Pattern SCHEME = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);
    private static final Logger LOG = LoggerFactory.getLogger(NamedUrls.class);

    /// The URLs that `query` names, in its order.
    static List<WebUrl> in(String query) {
        List<WebUrl> urls = new ArrayList<>();
        for (String word : query.split("[\\s<>\"]+", -1)) {
            String bare = withoutMarks(word);
            if (!SCHEME.matcher(bare).lookingAt()) {
                continue;
            }
            try {
                urls.add(WebUrl.parse(bare));
            } catch (InvalidUrlException e) {
                LOG.debug("'{}' in a query: {}", word, e.reason());
            }
        }
        return urls;
    }

    /// Without the signs of the sentence around it: brackets before and, where they do not close one in it, behind,
    /// and what ends a clause.
    private static String withoutMarks(String word) {
        int start = 0;
        while (start < word.length() && "([{".indexOf(word.charAt(start)) >= 0) {
            start++;
        }
        int end = word.length();
        while (end > start && isMark(word, start, end - 1)) {
            end--;
        }
        return word.substring(start, end);
    }

    private static boolean isMark(String word, int start, int last) {
        char c = word.charAt(last);
        boolean closes = c == ')' && word.indexOf('(', start) >= 0;
        return !closes && ".,;:!?)]}'".indexOf(c) >= 0;
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
