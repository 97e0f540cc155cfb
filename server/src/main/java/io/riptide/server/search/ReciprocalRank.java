package io.riptide.server.search;

import io.riptide.server.crawl.url.DedupeKey;
import io.riptide.server.search.provider.SearchHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Merges what several providers found by the places at which they found it: their scores do not compare.
///
/// A page's score is the sum of `1 / (60 + rank)` over the providers that found it, divided by what a page has
/// that is first for all. The same page is that of the same [DedupeKey].
///
/// - **Source:** Cormack, Clarke, Büttcher: Reciprocal Rank Fusion, SIGIR 2009, whose 60 it is.
final class ReciprocalRank {
    private static final double RANK_OFFSET = 60;

    /// What is known of a page so far.
    private static final class Candidate {
        private final SearchHit first;
        private final List<Place> places = new ArrayList<>();

        Candidate(SearchHit first) {
            this.first = first;
        }
    }

    private record Place(String provider, int rank, SearchHit hit) {}

    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private int providers;

    /// A provider's hits, the best first.
    void add(String provider, List<SearchHit> hits) {
        providers++;
        int rank = 0;
        for (SearchHit hit : hits) {
            Candidate candidate = candidates.computeIfAbsent(DedupeKey.of(hit.url()), _ -> new Candidate(hit));
            boolean isAgain = candidate.places.stream().anyMatch(place -> place.provider.equals(provider));
            if (!isAgain) {
                candidate.places.add(new Place(provider, ++rank, hit));
            }
        }
    }

    /// The best `limit`, the best first; of equals the one that was found first.
    List<RankedHit> best(int limit) {
        return candidates.values().stream()
                .map(this::ranked)
                .sorted(Comparator.comparingDouble(RankedHit::score).reversed())
                .limit(limit)
                .toList();
    }

    private RankedHit ranked(Candidate candidate) {
        List<Place> places = candidate.places.stream()
                .sorted(Comparator.comparingInt(Place::rank))
                .toList();
        double score = places.stream()
                .mapToDouble(place -> 1 / (RANK_OFFSET + place.rank))
                .sum();
        double most = providers / (RANK_OFFSET + 1);
        return new RankedHit(
                candidate.first.url(),
                firstOf(places.stream().map(place -> place.hit.title()).toList()),
                firstOf(places.stream().map(place -> place.hit.snippet()).toList()),
                places.stream().map(Place::provider).toList(),
                score / most);
    }

    private static String firstOf(List<String> texts) {
        return texts.stream().filter(text -> !text.isBlank()).findFirst().orElse("");
    }
}
