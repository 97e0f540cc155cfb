package io.riptide.server.search;

import io.riptide.server.event.Json;
import io.riptide.server.search.provider.SearchHit;
import io.riptide.server.search.provider.SearchReply;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/// Writes the fields of the events of a search.
final class SearchJson {
    private SearchJson() {}

    /// What a provider answered: a `search` event.
    static byte[] answer(String query, ProviderRound.Answer answer, int limit) {
        List<SearchHit> hits = answer.reply() instanceof SearchReply.Found(List<SearchHit> found)
                ? found.subList(0, Math.min(limit, found.size()))
                : List.of();
        return Json.object(json -> {
            json.writeStringProperty("query", query);
            json.writeStringProperty("provider", answer.provider());
            json.writeNumberProperty("urls_found", hits.size());
            json.writeNumberProperty("search_time_ms", TimeUnit.NANOSECONDS.toMillis(answer.tookNs()));
            if (answer.reply() instanceof SearchReply.Failed failed) {
                writeError(json, failed);
            } else {
                writeHits(json, hits);
            }
        });
    }

    private static void writeHits(JsonGenerator json, List<SearchHit> hits) {
        json.writeArrayPropertyStart("hits");
        for (int i = 0; i < hits.size(); i++) {
            SearchHit hit = hits.get(i);
            json.writeStartObject();
            json.writeNumberProperty("rank", i + 1);
            json.writeStringProperty("url", hit.url().withoutCredentials().href());
            json.writeStringProperty("title", hit.title());
            json.writeStringProperty("snippet", hit.snippet());
            if (hit.score() != 0) {
                json.writeNumberProperty("score", HitNotes.rounded(hit.score()));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeError(JsonGenerator json, SearchReply.Failed failed) {
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("type", failed.type());
        json.writeStringProperty("message", failed.message());
        json.writeBooleanProperty("retryable", failed.isRetryable());
        json.writeEndObject();
    }
}
