package io.riptide.server.observe;

import io.riptide.server.event.Json;
import io.riptide.server.event.WireTime;

/// Something that happened to the node, as its journal tells it.
///
/// @param timestampMs when, ms since 1970
/// @param kind what sort of thing
/// @param subject whom it befell
/// @param state what has become of that
/// @param count how often it happened since the last event of the kind
/// @param message the same for people
public record NodeEvent(long timestampMs, Kind kind, String subject, String state, long count, String message) {
    /// What sorts of things happen.
    public enum Kind {
        /// A circuit breaker opened, lets a trial through, or closed.
        CIRCUIT_BREAKER("circuit_breaker"),
        /// Degraded mode was entered or left.
        DEGRADED_MODE("degraded_mode"),
        /// Health changed.
        HEALTH("health"),
        /// Requests or connections were refused for want of room.
        REFUSAL("refusal"),
        /// Memory is so short that what may be lost is given up.
        SHEDDING("shedding"),
        /// Readers are slow, or were cut off.
        READER("reader"),
        /// A topic came or went.
        TOPIC("topic"),
        /// The node starts or stops.
        NODE("node"),
        /// The journal itself lost something.
        JOURNAL("journal");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        /// Its name on the wire.
        public String wireName() {
            return wireName;
        }
    }

    /// The subject of what concerns all of the node.
    public static final String NODE = "node";

    /// One thing that has just happened.
    public static NodeEvent now(Kind kind, String subject, String state, String message) {
        return new NodeEvent(System.currentTimeMillis(), kind, subject, state, 1, message);
    }

    /// Several of one kind that have happened since the last time.
    public static NodeEvent now(Kind kind, String subject, String state, long count, String message) {
        return new NodeEvent(System.currentTimeMillis(), kind, subject, state, count, message);
    }

    /// Its fields behind type and id.
    byte[] fields() {
        return Json.object(json -> {
            json.writeStringProperty("timestamp", WireTime.of(timestampMs));
            json.writeStringProperty("kind", kind.wireName);
            json.writeStringProperty("subject", subject);
            json.writeStringProperty("state", state);
            json.writeNumberProperty("count", count);
            json.writeStringProperty("message", message);
        });
    }
}
