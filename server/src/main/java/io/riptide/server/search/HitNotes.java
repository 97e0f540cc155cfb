package io.riptide.server.search;

import io.riptide.server.crawl.KeptText;
import io.riptide.server.crawl.ResultNotes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// What a search has to say about each page: how it was found, and how well what was fetched answers the query.
///
/// A page's score is one half its providers' ranks and one half its text, by [Bm25] among the pages that have
/// come, the best of which has all of that half. So the score in an event is as of that event; the ranking at
/// the end knows all pages.
///
/// - **Threading:** one thread at a time.
final class HitNotes implements ResultNotes {
    private final List<RankedHit> hits;
    private final Bm25 relevance;

    /// About `hits`, whose places are the pages' indexes.
    HitNotes(String query, List<RankedHit> hits) {
        this.hits = hits;
        this.relevance = new Bm25(query);
    }

    @Override
    public void write(JsonGenerator json, int index, byte @Nullable [] document) {
        if (index >= hits.size()) {
            return; // found by following links
        }
        if (document != null) {
            relevance.put(index, text(index, document));
        }
        RankedHit hit = hits.get(index);
        json.writeObjectPropertyStart("search");
        json.writeNumberProperty("rank", index + 1);
        json.writeStringProperty("title", hit.title());
        json.writeStringProperty("snippet", hit.snippet());
        json.writeStringProperty("provider", hit.providers().getFirst());
        if (hit.providers().size() > 1) {
            json.writeArrayPropertyStart("providers");
            hit.providers().forEach(json::writeString);
            json.writeEndArray();
        }
        json.writeNumberProperty("score", rounded(score(index)));
        json.writeEndObject();
    }

    /// Writes every page with its place by all that is known now, the best first.
    void writeRanking(JsonGenerator json) {
        json.writeArrayPropertyStart("ranking");
        List<Integer> order = IntStream.range(0, hits.size())
                .boxed()
                .sorted(Comparator.comparingDouble(this::score).reversed())
                .toList();
        for (int rank = 0; rank < order.size(); rank++) {
            int index = order.get(rank);
            json.writeStartObject();
            json.writeNumberProperty("rank", rank + 1);
            json.writeNumberProperty("index", index);
            json.writeStringProperty(
                    "url", hits.get(index).url().withoutCredentials().href());
            json.writeNumberProperty("score", rounded(score(index)));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private double score(int index) {
        double best = relevance.best();
        double text = best == 0 ? 0 : relevance.score(index) / best;
        return (hits.get(index).score() + text) / 2;
    }

    /// What there is of its text in the document that the client gets.
    private String text(int index, byte[] document) {
        KeptText kept = KeptText.of(document);
        String title = kept.title().isEmpty() ? hits.get(index).title() : kept.title();
        return title + ' ' + kept.text();
    }

    static double rounded(double score) {
        return Math.round(score * 1_000) / 1_000.0;
    }
}
