package io.riptide.server.crawl.fetch.http2;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.HttpConversionUtil;

/// The head of a request as HTTP/2 has it. Its fields have been proved by whoever let them in: names are tokens,
/// values have no control characters.
///
/// - **Source:** RFC 9113, sections 8.2.2, 8.2.3 and 8.3.1.
final class RequestHead {
    private RequestHead() {}

    /// Of a request to an https site, whose target is a path with its query. What belongs to the connection is
    /// left out, names become lower case.
    static Http2Headers of(HttpRequest request) {
        Http2Headers head = new DefaultHttp2Headers()
                .method(request.method().asciiName())
                .scheme(HttpScheme.HTTPS.name())
                .path(request.uri());
        String host = request.headers().get(HttpHeaderNames.HOST);
        if (host != null) {
            head.authority(host);
        }
        HttpConversionUtil.toHttp2Headers(request.headers(), head);
        return head;
    }
}
