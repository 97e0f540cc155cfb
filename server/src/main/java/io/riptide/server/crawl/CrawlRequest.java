package io.riptide.server.crawl;

import io.riptide.server.config.CrawlConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.input.Fields;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.input.QueryFields;
import io.riptide.server.stream.Delivery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A crawl as a client asked for it.
///
/// @param urls pages to get, in the order of the input
/// @param ownOrigins the origins that the client itself has named, which get to see its header fields
/// @param options how
/// @param delivery how its events travel
public record CrawlRequest(List<WebUrl> urls, Set<String> ownOrigins, CrawlOptions options, Delivery delivery) {
    private static final int URL_LENGTH_MAX = 2_048;
    private static final int HEADERS_MAX = 50;
    private static final int HEADER_LENGTH_MAX = 8_192;

    /// A crawl of pages that the client has named.
    private CrawlRequest(List<WebUrl> urls, CrawlOptions options, Delivery delivery) {
        this(urls, options.headers().fields().isEmpty() ? Set.of() : origins(urls), options, delivery);
    }

    /// The origins of `urls`.
    public static Set<String> origins(List<WebUrl> urls) {
        Set<String> origins = new HashSet<>();
        for (WebUrl url : urls) {
            origins.add(url.origin());
        }
        return origins;
    }

    /// Reads a body, or the members of a WebSocket command.
    public static CrawlRequest read(JsonFields body, CrawlConfig crawl, StreamConfig stream)
            throws InvalidInputException {
        List<WebUrl> urls = urls(body, "urls", body.pointer("urls") + "/", crawl);
        JsonFields options = body.object("options");
        JsonFields delivery = body.object("delivery");
        CrawlOptions read = options(options, crawl);
        CrawlRequest request = new CrawlRequest(urls, read, Delivery.read(delivery, stream));
        body.finish();
        options.finish();
        delivery.finish();
        body.faults().throwIfAny();
        return request;
    }

    /// Reads a query: `url`, repeated, and every option that is no object under its own name.
    public static CrawlRequest read(QueryFields query, CrawlConfig crawl, StreamConfig stream)
            throws InvalidInputException {
        List<WebUrl> urls = urls(query, "url", query.pointer("url") + "/", crawl);
        CrawlOptions options = options(query, crawl);
        CrawlRequest request = new CrawlRequest(urls, options, Delivery.read(query, stream));
        query.finish();
        query.faults().throwIfAny();
        return request;
    }

    /// Reads the members of `options`; [Fields#finish] is the caller's.
    public static CrawlOptions options(JsonFields in, CrawlConfig crawl) {
        return CrawlOptions.read(in, headers(in), crawl);
    }

    /// Reads what of the options a query can say; [Fields#finish] is the caller's.
    public static CrawlOptions options(QueryFields query, CrawlConfig crawl) {
        return CrawlOptions.read(query, HeaderFields.NONE, crawl);
    }

    private static List<WebUrl> urls(Fields in, String name, String pointer, CrawlConfig crawl) {
        if (!in.has(name)) {
            in.faults().add(in.pointer(name), name + " is missing: give 1 to " + crawl.urlsMax() + " URLs");
            return List.of();
        }
        List<String> texts = in.texts(name, crawl.urlsMax(), URL_LENGTH_MAX, List.of("http://refused/"));
        if (texts.isEmpty()) {
            in.faults().add(in.pointer(name), name + " is empty: give 1 to " + crawl.urlsMax() + " URLs");
        }
        List<WebUrl> urls = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).isEmpty() && !isReallyEmpty(in, name, i)) {
                continue; // refused already
            }
            try {
                urls.add(WebUrl.parse(texts.get(i)));
            } catch (InvalidUrlException e) {
                in.faults().add(pointer + i, "not a URL that can be crawled: " + e.reason());
            }
        }
        return urls;
    }

    /// Whether an empty text was given as such, rather than put in the place of one that was refused.
    static boolean isReallyEmpty(Fields in, String name, int i) {
        if (in instanceof JsonFields json) {
            return json.value(name).path(i).isString()
                    && json.value(name).path(i).stringValue().isEmpty();
        }
        return true;
    }

    private static HeaderFields headers(JsonFields options) {
        JsonFields in = options.object("headers");
        List<HeaderField> fields = new ArrayList<>();
        for (String name : in.names()) {
            HeaderField field = new HeaderField(name, in.text(name, HEADER_LENGTH_MAX, ""));
            if (isAllowed(new HeaderFields(List.of(field)), in, in.pointer(name))) {
                fields.add(field);
            }
        }
        if (in.names().size() > HEADERS_MAX) {
            in.faults()
                    .add(
                            options.pointer("headers"),
                            "headers has " + in.names().size() + " entries, at most " + HEADERS_MAX);
            return HeaderFields.NONE;
        }
        HeaderFields headers = new HeaderFields(fields);
        return isAllowed(headers, in, options.pointer("headers")) ? headers : HeaderFields.NONE;
    }

    private static boolean isAllowed(HeaderFields headers, JsonFields in, String pointer) {
        try {
            FetchRequest.requireAllowed(headers);
            return true;
        } catch (IllegalArgumentException e) {
            in.faults().add(pointer, String.valueOf(e.getMessage()));
            return false;
        }
    }
}
