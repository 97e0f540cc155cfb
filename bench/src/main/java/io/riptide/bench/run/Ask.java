package io.riptide.bench.run;

import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.nio.ByteBuffer;

/// What a connection asks for.
///
/// @param label what its figures are told by
/// @param request the bytes, which every thread may read
/// @param ticks how many ticks a whole answer has; below zero any number
/// @param tickRate ticks a second that the answer is paced at; 0 if it is not
public record Ask(String label, Target target, Transport transport, ByteBuffer request, long ticks, double tickRate) {
    /// A GET of the target, over a transport; `count` and `rate` of its query are what is expected.
    public static Ask get(String label, Target target, Transport transport) {
        return new Ask(
                label,
                target,
                transport,
                transport.request(target),
                target.queryNumber("count", -1),
                target.queryNumber("rate", 0));
    }

    /// A POST of JSON to the target.
    public static Ask post(String label, Target target, Transport transport, byte[] json) {
        return new Ask(label, target, transport, Transport.post(target, "application/json", json), -1, 0);
    }
}
