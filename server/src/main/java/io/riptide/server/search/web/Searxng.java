package io.riptide.server.search.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.search.provider.SearchHit;
import io.riptide.server.search.provider.SearchQuery;
import java.net.URLEncoder;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A SearXNG instance.
///
/// - **Source:** docs.searxng.org, Search API: `GET /search?q&format=json&language`, answers `results[]{url,
///   title, content, score}`; 403 where the instance does not allow `format=json`; `GET /healthz`.
public final class Searxng implements Engine {
    private final WebUrl base;

    /// The instance whose search is at `search` below `base`.
    public Searxng(WebUrl base) {
        this.base = base;
    }

    @Override
    public String name() {
        return "searxng";
    }

    @Override
    public String hintForRefusal() {
        return ": it may not allow JSON; its settings.yml must list json under search.formats";
    }

    @Override
    public FetchRequest request(SearchQuery query) {
        String search = "search?format=json&q=" + URLEncoder.encode(query.text(), UTF_8) + "&language="
                + URLEncoder.encode(query.locale(), UTF_8);
        return below(search).withHeaders(new HeaderFields(List.of(new HeaderField("Accept", "application/json"))));
    }

    @Override
    public FetchRequest probe() {
        return below("healthz");
    }

    private FetchRequest below(String path) {
        String reference = (base.path().endsWith("/") ? base.path() : base.path() + '/') + path;
        try {
            return FetchRequest.of(base.resolve(reference));
        } catch (InvalidUrlException e) {
            throw new IllegalStateException("encoded, and still no reference: " + reference, e);
        }
    }

    @Override
    public List<SearchHit> hits(JsonNode answer) throws UnexpectedAnswerException {
        return HitList.read(answer, "results", "url", "content");
    }
}
