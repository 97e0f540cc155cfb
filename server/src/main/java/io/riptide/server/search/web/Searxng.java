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
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A SearXNG instance.
///
/// - **Source:** docs.searxng.org, Search API: `GET /search?q&format=json&language`, answers `results[]{url,
///   title, content, score}`; 403 where the instance does not allow `format=json`; `GET /healthz`.
public final class Searxng implements Engine {
    private static final int ENGINES_TOLD_MAX = 8;

    private final WebUrl base;
    private final HeaderFields fields;

    /// The instance whose search is at `search` below `base`.
    public Searxng(WebUrl base) {
        this.base = base;
        this.fields = EngineLogin.with(base, new HeaderField("Accept", "application/json"));
    }

    @Override
    public String name() {
        return "searxng";
    }

    @Override
    public String hintForRefusal() {
        return ": it may want a login, as in http://user:password@host of search.searxng, or not"
                + " allow JSON; its settings.yml must list json under search.formats";
    }

    @Override
    public FetchRequest request(SearchQuery query) {
        String search = "search?format=json&q=" + URLEncoder.encode(query.text(), UTF_8) + "&language="
                + URLEncoder.encode(query.locale(), UTF_8);
        return below(search);
    }

    @Override
    public FetchRequest probe() {
        return below("healthz");
    }

    /// Which of the engines behind it have not answered.
    @Override
    public String excuse(JsonNode answer) {
        List<String> silent = answer.path("unresponsive_engines")
                .valueStream()
                .map(engine ->
                        engine.valueStream().map(part -> part.asString("")).collect(Collectors.joining(": ")))
                .limit(ENGINES_TOLD_MAX)
                .toList();
        return silent.isEmpty() ? "" : "engines behind it do not answer: " + String.join(", ", silent);
    }

    private FetchRequest below(String path) {
        String reference = (base.path().endsWith("/") ? base.path() : base.path() + '/') + path;
        try {
            return FetchRequest.of(base.resolve(reference)).withHeaders(fields);
        } catch (InvalidUrlException e) {
            throw new IllegalStateException("encoded, and still no reference: " + reference, e);
        }
    }

    @Override
    public List<SearchHit> hits(JsonNode answer) throws UnexpectedAnswerException {
        return HitList.read(answer, "results", "url", "content");
    }
}
