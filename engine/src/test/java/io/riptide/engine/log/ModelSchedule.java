package io.riptide.engine.log;

import io.riptide.engine.flow.DeliveryPolicy;
import io.riptide.engine.flow.EventKey;
import io.riptide.engine.flow.Window;
import io.riptide.engine.testing.Payloads;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// What happens to one log and its readers, in order.
///
/// @param isMemoryShort whether the log's budget is a few segments only
/// @param isUniform whether all data events have the same priority, whatever the steps say
/// @param isFreedEarly whether memory is given back while readers are still there
record ModelSchedule(
        Retention retention, boolean isMemoryShort, boolean isUniform, boolean isFreedEarly, List<ModelStep> steps) {
    /// What the retention keeps things for when it looks at ages.
    static final long AGE_NS = TimeUnit.HOURS.toNanos(1);

    /// So long that nothing but the log's end makes another sample due.
    static final DeliveryPolicy RARE_SAMPLE = new DeliveryPolicy.Sample(TimeUnit.HOURS.toNanos(10));

    private static final int STEPS_MAX = 120;
    private static final int KEYS = 5;
    private static final EventKey KEY =
            (buffer, index, _) -> keyOf(Long.parseLong(buffer.getStringWithoutLengthAscii(index, 16), 16));

    /// The key that `latest` goes by: one is rare, and the others take turns.
    static long keyOf(long offset) {
        return offset % 61 == 7 ? KEYS : offset % KEYS;
    }

    static Arbitrary<ModelSchedule> any() {
        return Combinators.combine(
                        retentions(),
                        oneIn(4),
                        oneIn(2),
                        oneIn(4),
                        anyStep().list().ofMaxSize(STEPS_MAX))
                .as(ModelSchedule::new);
    }

    private static Arbitrary<Retention> retentions() {
        Arbitrary<Long> bytes = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(0L)),
                Tuple.of(3, Arbitraries.longs().between(0, 60_000)),
                Tuple.of(1, Arbitraries.just(1L << 40)));
        Arbitrary<Long> events = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.longs().between(0, 300)), Tuple.of(2, Arbitraries.just(Long.MAX_VALUE)));
        return Combinators.combine(bytes, events, Arbitraries.of(AGE_NS, Long.MAX_VALUE))
                .as(Retention::new);
    }

    private static Arbitrary<ModelStep> anyStep() {
        Arbitrary<Integer> reader = Arbitraries.integers().between(0, 5);
        return Arbitraries.frequencyOf(
                Tuple.of(12, appends()),
                Tuple.of(14, bursts()),
                Tuple.of(8, Arbitraries.create(ModelStep.Publish::new)),
                Tuple.of(11, opens()),
                Tuple.of(30, polls(reader)),
                Tuple.of(4, reader.map(ModelStep.Absorb::new)),
                Tuple.of(4, Combinators.combine(reader, windows()).as(ModelStep.Resize::new)),
                Tuple.of(2, reader.map(ModelStep.Cancel::new)),
                Tuple.of(7, Combinators.combine(reader, windows()).as(ModelStep.Resume::new)),
                Tuple.of(2, Arbitraries.create(ModelStep.Shed::new)),
                Tuple.of(2, oneIn(3).map(ModelStep.Expire::new)),
                Tuple.of(1, Arbitraries.create(ModelStep.Terminate::new)));
    }

    private static Arbitrary<ModelStep> appends() {
        Arbitrary<Integer> lengths = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.integers().between(Payloads.LENGTH_MIN, 400)),
                Tuple.of(4, Arbitraries.integers().between(4_000, 9_000)),
                Tuple.of(1, Arbitraries.integers().between(60_000, 150_000)));
        return Combinators.combine(lengths, Arbitraries.integers().between(0, 9), oneIn(5))
                .as(ModelStep.Append::new);
    }

    private static Arbitrary<ModelStep> bursts() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 90),
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.longs())
                .as(ModelStep.AppendMany::new);
    }

    private static Arbitrary<ModelStep> opens() {
        Arbitrary<DeliveryPolicy> policies = Arbitraries.of(
                new DeliveryPolicy.Block(),
                new DeliveryPolicy.DropOldest(),
                new DeliveryPolicy.DropNewest(),
                new DeliveryPolicy.Disconnect(),
                new DeliveryPolicy.Latest(KEY),
                new DeliveryPolicy.Sample(1),
                RARE_SAMPLE);
        return Combinators.combine(
                        policies,
                        Arbitraries.of(ModelStep.Place.class),
                        Arbitraries.integers().between(0, 1_050),
                        windows())
                .as(ModelStep.Open::new);
    }

    private static Arbitrary<ModelStep> polls(Arbitrary<Integer> reader) {
        Arbitrary<Integer> limits = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.integers().between(1, 12)), Tuple.of(1, Arbitraries.just(500)));
        Arbitrary<Integer> accepts = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(1_000)),
                Tuple.of(1, Arbitraries.integers().between(0, 4)));
        return Combinators.combine(reader, limits, accepts).as(ModelStep.Poll::new);
    }

    private static Arbitrary<Window> windows() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 100),
                        Arbitraries.longs().between(1, 30_000))
                .as(Window::new);
    }

    private static Arbitrary<Boolean> oneIn(int count) {
        return Arbitraries.frequency(Tuple.of(count - 1, false), Tuple.of(1, true));
    }
}
