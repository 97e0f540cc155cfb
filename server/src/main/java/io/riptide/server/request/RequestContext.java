package io.riptide.server.request;

import io.riptide.protocol.http.RequestHead;
import java.util.Optional;

/// What is known of a request beside what it asks for.
///
/// @param id the request's name, on every answer, log line, `metadata` and problem
/// @param traceParent W3C trace context, if the client sent a good one
/// @param client the client's address, which limits and budgets count on
/// @param receivedNs `System.nanoTime()` when its head was complete
public record RequestContext(String id, Optional<String> traceParent, String client, long receivedNs) {
    /// The context of the request with this head, or of one whose head could not be read.
    public static RequestContext of(Optional<RequestHead> head, String client) {
        return new RequestContext(
                RequestId.of(head.flatMap(read -> read.header("x-request-id"))),
                TraceParent.of(head.flatMap(read -> read.header(TraceParent.FIELD))),
                client,
                System.nanoTime());
    }
}
