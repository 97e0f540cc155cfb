package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.url.WebUrl;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An answer as it came. Its status may be any: what a 404 or a 503 means is the caller's business.
///
/// @param requestedUrl what was asked for
/// @param finalUrl where the answer came from
/// @param redirects from the one to the other
/// @param hopHeaders of the answers that led on, for each of `redirects`
/// @param status of the answer at `finalUrl`
/// @param headers of that answer, untouched
/// @param body with its content coding undone; in its own charset
/// @param isTruncated whether the body was cut at its bound
/// @param wireBytes of the body as it came
/// @param remoteAddress whom the connection was to: through a tunnel the site's address, which a proxy was
///     asked for; of http through an HTTP proxy the proxy's own, since which one the proxy took it does not
///     tell
/// @param timings where the time went
public record FetchedPage(
        WebUrl requestedUrl,
        WebUrl finalUrl,
        List<RedirectHop> redirects,
        List<HeaderFields> hopHeaders,
        int status,
        HeaderFields headers,
        PageBody body,
        boolean isTruncated,
        long wireBytes,
        InetSocketAddress remoteAddress,
        FetchTimings timings)
        implements FetchOutcome {

    public FetchedPage {
        redirects = List.copyOf(redirects);
        hopHeaders = List.copyOf(hopHeaders);
    }

    /// The same page, which took longer in all.
    public FetchedPage withTimings(FetchTimings whole) {
        return with(body, whole);
    }

    /// This page when it was read, without what it holds most memory by.
    public FetchedPage withoutBody() {
        return with(PageBody.EMPTY, timings);
    }

    private FetchedPage with(PageBody content, FetchTimings whole) {
        return new FetchedPage(
                requestedUrl,
                finalUrl,
                redirects,
                hopHeaders,
                status,
                headers,
                content,
                isTruncated,
                wireBytes,
                remoteAddress,
                whole);
    }

    /// This page as where `first`, by what is written in it, led.
    public FetchedPage after(FetchedPage first) {
        List<RedirectHop> way = new ArrayList<>(first.redirects);
        way.add(new RedirectHop(first.finalUrl, first.status, requestedUrl));
        way.addAll(redirects);
        List<HeaderFields> told = new ArrayList<>(first.hopHeaders);
        told.add(first.headers);
        told.addAll(hopHeaders);
        return new FetchedPage(
                first.requestedUrl,
                finalUrl,
                way,
                told,
                status,
                headers,
                body,
                isTruncated,
                first.wireBytes + wireBytes,
                remoteAddress,
                first.timings.plus(timings));
    }

    /// The `Content-Type` field with its parameters, charset included.
    public Optional<String> contentType() {
        return headers.first("content-type");
    }
}
