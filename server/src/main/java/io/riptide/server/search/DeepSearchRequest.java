package io.riptide.server.search;

import io.riptide.server.config.CrawlConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.crawl.CrawlOptions;
import io.riptide.server.crawl.CrawlRequest;
import io.riptide.server.input.Fields;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.input.QueryFields;
import io.riptide.server.search.provider.SearchProvider;
import io.riptide.server.search.provider.SearchQuery;
import io.riptide.server.stream.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A deep search as a client asked for it.
///
/// @param query what is looked for
/// @param providers who is asked
/// @param includesContent whether the pages are crawled, or hits are enough
/// @param options how pages are crawled
/// @param delivery how its events travel
public record DeepSearchRequest(
        SearchQuery query,
        List<SearchProvider> providers,
        boolean includesContent,
        CrawlOptions options,
        Delivery delivery) {
    private static final int QUERY_LENGTH_MAX = 500;
    private static final int LIMIT_MAX = 50;
    private static final int LIMIT = 10;
    private static final int NAME_LENGTH_MAX = 32;
    private static final Pattern COUNTRY = Pattern.compile("[a-z]{2}");
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}");

    /// Reads a body, or the members of a WebSocket command.
    static DeepSearchRequest read(JsonFields body, Providers providers, CrawlConfig crawl, StreamConfig stream)
            throws InvalidInputException {
        JsonFields options = body.object("options");
        JsonFields delivery = body.object("delivery");
        DeepSearchRequest request =
                read(body, providers, CrawlRequest.options(options, crawl), Delivery.read(delivery, stream));
        body.finish();
        options.finish();
        delivery.finish();
        body.faults().throwIfAny();
        return request;
    }

    /// Reads a query: every field and every option that is no object, each under its own name.
    static DeepSearchRequest read(QueryFields query, Providers providers, CrawlConfig crawl, StreamConfig stream)
            throws InvalidInputException {
        DeepSearchRequest request =
                read(query, providers, CrawlRequest.options(query, crawl), Delivery.read(query, stream));
        query.finish();
        query.faults().throwIfAny();
        return request;
    }

    private static DeepSearchRequest read(Fields in, Providers providers, CrawlOptions options, Delivery delivery) {
        String text = in.text("query", QUERY_LENGTH_MAX, "").strip();
        if (!in.has("query")) {
            in.faults().add(in.pointer("query"), "query is missing: say in 1 to 500 characters what is looked for");
        } else if (text.isEmpty() && !in.faults().has(in.pointer("query"))) {
            in.faults().add(in.pointer("query"), "query is empty: say in 1 to 500 characters what is looked for");
        }
        SearchQuery query = new SearchQuery(
                text,
                (int) in.integer("limit", 1, LIMIT_MAX, LIMIT),
                matching(in, "country", "us", COUNTRY, "two small letters such as us"),
                matching(in, "locale", "en", LOCALE, "a language tag such as en or de-AT"));
        return new DeepSearchRequest(
                query, asked(in, providers, text), in.bool("include_content", true), options, delivery);
    }

    private static String matching(Fields in, String name, String otherwise, Pattern form, String words) {
        String text = in.text(name, NAME_LENGTH_MAX, otherwise);
        if (form.matcher(text).matches()) {
            return text;
        }
        in.faults().add(in.pointer(name), name + " must be " + words);
        return otherwise;
    }

    /// Whom to ask: `providers`, or `provider`, or whom the node asks by itself.
    private static List<SearchProvider> asked(Fields in, Providers providers, String query) {
        if (in.has("provider") && in.has("providers")) {
            in.faults().add(in.pointer("provider"), "give provider or providers, not both");
        }
        String one = in.text("provider", NAME_LENGTH_MAX, "");
        List<String> several = in.texts("providers", Providers.NAMES.size(), NAME_LENGTH_MAX, List.of());
        String place = in.has("providers") ? "providers" : "provider";
        List<String> names = in.has("providers") ? several : one.isEmpty() ? providers.usual() : List.of(one);
        if (names.isEmpty()) {
            in.faults().add(in.pointer(place), "no provider is named; there are " + String.join(", ", Providers.NAMES));
        }
        boolean isNamed = in.has("provider") || in.has("providers");
        List<SearchProvider> asked = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (String name : names.stream().distinct().toList()) {
            String refusal = providers.refusal(name, query);
            if (refusal.isEmpty()) {
                asked.add(providers.get(name));
            } else {
                refusals.add(refusal);
            }
        }
        // Of those the node asks by itself, one that has nothing to do with this query is left out.
        if (isNamed || asked.isEmpty()) {
            refusals.forEach(refusal -> in.faults().add(in.pointer(place), refusal));
        }
        return asked;
    }
}
