package io.riptide.server.search;

import io.riptide.server.input.Choices;
import io.riptide.server.search.provider.SearchProvider;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// The providers of this node by their names.
final class Providers {
    static final String LOCAL = "local";
    static final String SEARXNG = "searxng";
    static final String SERPER = "serper";
    static final String URLS = "urls";

    /// All that there can be.
    static final List<String> NAMES = List.of(LOCAL, SEARXNG, SERPER, URLS);

    private static final Map<String, String> KEYS = Map.of(
            LOCAL, "search.index is false",
            SEARXNG, "set search.searxng to the address of an instance",
            SERPER, "set search.serper-key to a key of serper.dev");

    private final Map<String, SearchProvider> configured;
    private final List<String> usual;

    /// Those of `configured`, of which `usual` are asked by who names none.
    Providers(List<SearchProvider> configured, List<String> usual) {
        this.configured = configured.stream().collect(Collectors.toMap(SearchProvider::name, provider -> provider));
        this.usual = usual;
    }

    List<String> usual() {
        return usual;
    }

    /// Why `name` cannot be asked for `query`; empty when it can.
    String refusal(String name, String query) {
        if (!NAMES.contains(name)) {
            return Choices.refusal("provider", name, NAMES);
        }
        if (!configured.containsKey(name)) {
            return "provider " + name + " is not configured on this node: " + KEYS.get(name);
        }
        return name.equals(URLS) && !query.isEmpty() && NamedUrls.in(query).isEmpty()
                ? "provider urls needs a query that names http or https URLs"
                : "";
    }

    /// Why there is no use in asking any of `asked`; empty where one of them should be asked.
    static Optional<String> refusal(List<SearchProvider> asked) {
        List<String> refusals =
                asked.stream().flatMap(provider -> provider.refusal().stream()).toList();
        return refusals.size() < asked.size() ? Optional.empty() : Optional.of(String.join("; ", refusals));
    }

    SearchProvider get(String name) {
        return Objects.requireNonNull(configured.get(name), name);
    }

    /// What is wrong with any of them.
    Optional<String> trouble() {
        String all = configured.values().stream()
                .flatMap(provider -> provider.trouble().stream())
                .sorted()
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }
}
