package io.riptide.server.stream;

import io.riptide.engine.flow.AdaptivePressure;
import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.EventKey;
import io.riptide.engine.flow.PressureStrategy;
import io.riptide.engine.flow.SteadyPressure;
import io.riptide.engine.flow.Window;
import io.riptide.engine.run.OnDisconnect;
import io.riptide.protocol.stream.Batching;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.config.StreamConfig.PressureChoice;
import io.riptide.server.event.JsonKey;
import io.riptide.server.input.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// How a client wants its events.
///
/// @param policy what happens when it does not keep up
/// @param onDisconnect what becomes of the work when it is gone
/// @param grace how long the work waits for it to come back
/// @param window events that may be outstanding at most; 0 leaves that to the server
/// @param heartbeatMs silence after which the stream says that it lives
/// @param batchMs how long an event may wait for others; 0 is not at all
/// @param batchMax how many end the waiting
/// @param pressure who moves its window and decides how much a policy drops
public record Delivery(
        DeliveryPolicy policy,
        OnDisconnect onDisconnect,
        Duration grace,
        int window,
        int heartbeatMs,
        int batchMs,
        int batchMax,
        PressureChoice pressure) {
    private static final List<DeliveryPolicy> SIMPLE_POLICIES = List.of(
            new DeliveryPolicy.Block(),
            new DeliveryPolicy.DropOldest(),
            new DeliveryPolicy.DropNewest(),
            new DeliveryPolicy.Disconnect());
    private static final List<String> POLICY_NAMES =
            List.of("block", "drop_oldest", "drop_newest", "disconnect", "latest", "sample");
    private static final String KEY = "/key";
    private static final int KEY_LENGTH_MAX = 256;
    private static final int SAMPLE_MS = 1_000;
    private static final int SAMPLE_MS_MAX = 3_600_000;
    private static final int BATCH_MS_MAX = 60_000;
    private static final int BATCH_MAX = 50;
    private static final int BATCH_MAX_MAX = 2_048;
    private static final List<String> PRESSURE_NAMES =
            Stream.of(PressureChoice.values()).map(Delivery::word).toList();
    private static final List<String> ON_DISCONNECT_NAMES = List.of("cancel", "continue", "grace");
    private static final int WINDOW_MIN = 64;
    private static final int WINDOW_MAX = 2048;
    private static final int HEARTBEAT_MS_MIN = 1_000;
    private static final int HEARTBEAT_MS_MAX = 120_000;
    private static final int GRACE_MS_MAX = 3_600_000;
    private static final int GRACE_MS = 30_000;

    /// What a client gets that says nothing.
    public static Delivery standard(StreamConfig config) {
        return new Delivery(
                SIMPLE_POLICIES.getFirst(),
                OnDisconnect.CANCEL,
                Duration.ofMillis(GRACE_MS),
                0,
                (int) config.heartbeat().toMillis(),
                0,
                BATCH_MAX,
                config.pressure());
    }

    /// Reads what the client says; [Fields#finish] is the caller's.
    public static Delivery read(Fields fields, StreamConfig config) {
        return read(fields, config, "block");
    }

    /// Reads what the client says, whose policy is `fallback` if it says nothing of that.
    public static Delivery read(Fields fields, StreamConfig config, String fallback) {
        DeliveryPolicy policy = policy(fields, fallback);
        String onDisconnect = fields.choice("on_disconnect", ON_DISCONNECT_NAMES, "cancel");
        long graceMs = fields.integer("grace_ms", 0, GRACE_MS_MAX, GRACE_MS);
        long window = fields.has("window") ? fields.integer("window", WINDOW_MIN, WINDOW_MAX, WINDOW_MAX) : 0;
        long heartbeatMs = fields.integer(
                "heartbeat_ms",
                HEARTBEAT_MS_MIN,
                HEARTBEAT_MS_MAX,
                config.heartbeat().toMillis());
        return new Delivery(
                policy,
                OnDisconnect.valueOf(onDisconnect.toUpperCase(Locale.ROOT)),
                Duration.ofMillis(graceMs),
                (int) window,
                (int) heartbeatMs,
                (int) fields.integer("batch_ms", 0, BATCH_MS_MAX, 0),
                (int) fields.integer("batch_max", 1, BATCH_MAX_MAX, BATCH_MAX),
                pressure(fields, config));
    }

    /// `key` belongs to `latest`, `sample_ms` to `sample`: elsewhere they would have no effect, and are faults.
    private static DeliveryPolicy policy(Fields fields, String fallback) {
        String name = fields.choice("policy", POLICY_NAMES, fallback);
        boolean isLatest = name.equals("latest");
        boolean isSample = name.equals("sample");
        if (!isLatest && fields.has("key")) {
            fields.faults().add(fields.pointer("key"), "key is only for the policy latest, not for " + name);
        }
        if (!isSample && fields.has("sample_ms")) {
            fields.faults()
                    .add(fields.pointer("sample_ms"), "sample_ms is only for the policy sample, not for " + name);
        }
        String key = fields.text("key", KEY_LENGTH_MAX, KEY);
        long sampleMs = fields.integer("sample_ms", 1, SAMPLE_MS_MAX, SAMPLE_MS);
        if (isLatest) {
            return new DeliveryPolicy.Latest(key(fields, key));
        }
        if (isSample) {
            return new DeliveryPolicy.Sample(TimeUnit.MILLISECONDS.toNanos(sampleMs));
        }
        return SIMPLE_POLICIES.get(POLICY_NAMES.indexOf(name));
    }

    private static EventKey key(Fields fields, String pointer) {
        try {
            return new JsonKey(pointer);
        } catch (IllegalArgumentException e) {
            fields.faults()
                    .add(
                            fields.pointer("key"),
                            "key must be a JSON pointer such as /result/url, not '" + pointer + "'");
            return EventKey.ONE;
        }
    }

    private static PressureChoice pressure(Fields fields, StreamConfig config) {
        String name = fields.choice("pressure", PRESSURE_NAMES, word(config.pressure()));
        return PressureChoice.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static String word(PressureChoice choice) {
        return switch (choice) {
            case DEFAULT -> "default";
            case ADAPTIVE -> "adaptive";
        };
    }

    /// How events wait for each other.
    public Batching batching() {
        return Batching.of(batchMs, batchMax);
    }

    /// The window at the start, in events and bytes, for a transport that begins with `byTransport`.
    public Window window(int byTransport, StreamConfig config) {
        return new Window(Math.min(byTransport, windowCeiling(config)), config.windowBytes());
    }

    /// Events that the window never exceeds, however well the client keeps up.
    public int windowCeiling(StreamConfig config) {
        return window == 0 ? config.windowMax() : Math.min(window, config.windowMax());
    }

    /// Events that no strategy drops: as many as the client asked for, or was told in `metadata`.
    public int windowPromised(int byTransport, StreamConfig config) {
        return window == 0 ? window(byTransport, config).events() : windowCeiling(config);
    }

    /// Who decides for one stream with this window at the start.
    public PressureStrategy strategy(int start, StreamConfig config) {
        int ceiling = windowCeiling(config);
        return switch (pressure) {
            case DEFAULT -> new SteadyPressure(start, ceiling);
            case ADAPTIVE -> new AdaptivePressure(start, ceiling);
        };
    }

    /// Bytes of read events that the log keeps, so that a reader that may be lapped has its window to read.
    public long retainedBytes(StreamConfig config) {
        return policy.gates() && onDisconnect == OnDisconnect.CANCEL ? 0 : config.windowBytes();
    }

    /// The `delivery` member of `metadata`. None of its words needs an escape, and to write it by a generator
    /// took as long as all else of that event.
    String toJson(int byTransport, StreamConfig config) {
        String batching = batchMs == 0 ? "" : ",\"batch_ms\":" + batchMs + ",\"batch_max\":" + batchMax;
        return "\"delivery\":{\"policy\":\"" + policy.wireName()
                + "\",\"on_disconnect\":\"" + word(onDisconnect)
                + "\",\"window\":" + window(byTransport, config).events()
                + ",\"heartbeat_ms\":" + heartbeatMs
                + ",\"pressure\":\"" + word(pressure) + '"' + batching + '}';
    }

    private static String word(OnDisconnect what) {
        return switch (what) {
            case CANCEL -> "cancel";
            case CONTINUE -> "continue";
            case GRACE -> "grace";
        };
    }
}
