package io.riptide.server.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.protocol.stream.EventNames;
import java.util.Locale;

/// The kinds of events on the wire, and the record types they have in our logs.
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never written to
public enum EventType {
    /// First event of a run.
    METADATA(0),
    /// What a search provider found.
    SEARCH(1),
    /// One page.
    RESULT(2),
    /// How far a run is.
    PROGRESS(3),
    /// Last event of a run that ended as it should.
    SUMMARY(4),
    /// Last event of a run that could not go on.
    ERROR(5),
    /// A synthetic event.
    TICK(6),
    /// What somebody published to a topic.
    MESSAGE(7),
    /// What happened to the node.
    EVENT(8),
    /// What came out of a pipeline.
    FRAME(9),
    /// What happened to a node of a pipeline.
    NODE(10),
    /// What happened to a pipeline as a whole.
    PIPELINE(11);

    /// Names by ordinal, for streams.
    public static final EventNames NAMES = new Names();

    private final int recordType;
    private final byte[] wireName = name().toLowerCase(Locale.ROOT).getBytes(US_ASCII);

    /// What a record of this type begins with, up to its epoch.
    private final byte[] opening =
            ("{\"type\":\"" + name().toLowerCase(Locale.ROOT) + "\",\"id\":\"").getBytes(US_ASCII);

    EventType(int recordType) {
        this.recordType = recordType;
    }

    /// The number that records of this type carry.
    public int recordType() {
        return recordType;
    }

    byte[] opening() {
        return opening;
    }

    private static final class Names implements EventNames {
        private final byte[][] names = new byte[values().length][];

        Names() {
            for (EventType type : values()) {
                names[type.recordType] = type.wireName;
            }
        }

        @Override
        public byte[] name(int type) {
            return names[type];
        }

        @Override
        public int summaryType() {
            return SUMMARY.recordType;
        }
    }
}
