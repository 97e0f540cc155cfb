package io.riptide.server.stream;

import io.riptide.protocol.stream.StreamSnapshot;
import io.riptide.protocol.transport.TcpSnapshot;
import java.util.Optional;

/// One live stream, seen from outside.
///
/// @param id tells it from all others of this server
/// @param kind what kind of thing is viewed
/// @param viewedId name of the run or topic
/// @param requestId the request that asked for it
/// @param peer address and port at the other end
/// @param policy what happens when the reader does not keep up
/// @param ageMs since it was asked for
/// @param tcp what the kernel knows of its connection, where the transport can ask
public record StreamReport(
        long id,
        String kind,
        String viewedId,
        String requestId,
        StreamTransport transport,
        String peer,
        String policy,
        StreamSnapshot snapshot,
        long ageMs,
        Optional<TcpSnapshot> tcp) {}
