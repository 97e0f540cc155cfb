package io.riptide.server.crawl.fetch.http2;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import java.util.List;
import java.util.Map;

/// The head of an answer as HTTP/1.1 has it. Its version says that too, so that a connection is kept as long as
/// nobody says otherwise. No field is added and none taken away but `:status`.
///
/// What the codec has proved is not proved again: names in lower case, no fields of the connection, no
/// pseudo-fields among or behind the others.
///
/// - **Failure:** [Http2Exception] for an answer that is malformed.
/// - **Source:** RFC 9113, sections 8.1.1, 8.2.1 and 8.3.2.
final class ResponseHead {
    private static final int STATUS_DIGITS = 3;

    private ResponseHead() {}

    static HttpResponse of(Http2Headers head) throws Http2Exception {
        HttpResponseStatus status = HttpResponseStatus.valueOf(status(head));
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, fields(head));
    }

    /// Of trailers, too.
    static HttpHeaders fields(Http2Headers head) throws Http2Exception {
        HttpHeaders fields = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (Map.Entry<CharSequence, CharSequence> field : head) {
            CharSequence name = field.getKey();
            if (PseudoHeaderName.hasPseudoHeaderFormat(name)) {
                if (!PseudoHeaderName.STATUS.value().contentEquals(name)) {
                    throw malformed("the pseudo-field " + name + " in an answer");
                }
                continue;
            }
            try {
                fields.add(name, field.getValue());
            } catch (IllegalArgumentException e) {
                throw malformed("the field " + name + ": " + e.getMessage());
            }
        }
        return fields;
    }

    private static int status(Http2Headers head) throws Http2Exception {
        List<CharSequence> values = head.getAll(PseudoHeaderName.STATUS.value());
        if (values.size() != 1) {
            throw malformed(values.isEmpty() ? ":status is missing" : "more than one :status");
        }
        CharSequence digits = values.getFirst();
        boolean isStatus = digits.length() == STATUS_DIGITS
                && digits.charAt(0) >= '1'
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isStatus) {
            throw malformed(":status is no status");
        }
        return Integer.parseInt(digits, 0, STATUS_DIGITS, 10);
    }

    static Http2Exception malformed(String fault) {
        return new Http2Exception(Http2Error.PROTOCOL_ERROR, fault);
    }
}
