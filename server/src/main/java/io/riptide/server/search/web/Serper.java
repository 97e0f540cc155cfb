package io.riptide.server.search.web;

import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.RequestBody;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.event.Json;
import io.riptide.server.search.provider.SearchHit;
import io.riptide.server.search.provider.SearchQuery;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Google by serper.dev.
///
/// - **Source:** serper.dev: `POST {q, gl, hl, num}` with `X-API-KEY`, answers `organic[]{title, link, snippet,
///   position}`.
public final class Serper implements Engine {
    private final WebUrl url;
    private final String key;

    /// At `url`, paid for by `key`.
    public Serper(WebUrl url, String key) {
        this.url = url;
        this.key = key;
    }

    @Override
    public String name() {
        return "serper";
    }

    @Override
    public String hintForRefusal() {
        return ": it does not take the key of search.serper-key";
    }

    @Override
    public FetchRequest request(SearchQuery query) {
        byte[] body = Json.object(json -> {
            json.writeStringProperty("q", query.text());
            json.writeStringProperty("gl", query.country());
            json.writeStringProperty("hl", query.locale());
            json.writeNumberProperty("num", query.limit());
        });
        return FetchRequest.of(url)
                .withHeaders(EngineLogin.with(
                        url, new HeaderField("X-API-KEY", key), new HeaderField("Accept", "application/json")))
                .withBody(new RequestBody("application/json", body));
    }

    @Override
    public FetchRequest probe() {
        return FetchRequest.of(url).withHeaders(EngineLogin.with(url)); // GET, which is no query
    }

    @Override
    public List<SearchHit> hits(JsonNode answer) throws UnexpectedAnswerException {
        return HitList.read(answer, "organic", "link", "snippet");
    }
}
