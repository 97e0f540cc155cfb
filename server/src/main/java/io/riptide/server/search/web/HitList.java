package io.riptide.server.search.web;

import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.search.provider.SearchHit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Reads the list of hits that engines answer with, each in its own words.
///
/// - **Bounds:** [#HITS_MAX] hits, [#TEXT_MAX] characters a text.
final class HitList {
    private static final Logger LOG = LoggerFactory.getLogger(HitList.class);
    private static final int HITS_MAX = 100;
    private static final int TEXT_MAX = 1_000;

    private HitList() {}

    /// The hits under `list`; one without a URL that can be crawled is left out.
    static List<SearchHit> read(JsonNode answer, String list, String url, String snippet)
            throws UnexpectedAnswerException {
        JsonNode found = answer.path(list);
        if (!found.isArray()) {
            throw new UnexpectedAnswerException("it has no array '" + list + "'");
        }
        List<SearchHit> hits = new ArrayList<>();
        for (JsonNode hit : found) {
            if (hits.size() == HITS_MAX) {
                break;
            }
            String address = hit.path(url).asString("");
            try {
                double score = hit.path("score").asDouble(0);
                hits.add(new SearchHit(WebUrl.parse(address), text(hit, "title"), text(hit, snippet), score));
            } catch (InvalidUrlException e) {
                LOG.debug("a hit at '{}': {}", address, e.reason());
            }
        }
        return hits;
    }

    private static String text(JsonNode hit, String name) {
        String text = hit.path(name).asString("").strip();
        if (text.length() <= TEXT_MAX) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(TEXT_MAX - 1));
        return text.substring(0, splits ? TEXT_MAX - 1 : TEXT_MAX);
    }
}
