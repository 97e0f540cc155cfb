package io.riptide.server.stream;

import io.riptide.server.request.RequestContext;

/// What a run is told about the request that asked for it.
///
/// @param runId name of the run
/// @param request the request's id, trace and client
/// @param transport how its first stream travels
public record StreamIdentity(String runId, RequestContext request, StreamTransport transport) {}
