package io.riptide.engine.pipeline.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.riptide.engine.pipeline.NodeFailedException;
import io.riptide.engine.pipeline.graph.GraphFault;
import io.riptide.engine.pipeline.graph.GraphRefusedException;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.testing.NoFaults;
import io.riptide.engine.testing.PipelineRig;
import io.riptide.engine.testing.PipelineRig.Heard;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against the sine itself at the other rate, and against counts by decimal fractions.
class ResampleTest {
    /// Radians; no sample is at a crest or at zero.
    private static final double PHASE = 0.3;

    private static final int FRAME = 1_024;

    private final PipelineRig rig = new PipelineRig();

    /// How far off is what the filter's ripple and its images allow: its attenuation, of an amplitude of 1. The
    /// sine is as high as passes at each quality, and a tenth of that.
    @ParameterizedTest
    @CsvSource({
        "44100, 48000, low, 0.8, 1e-3",
        "44100, 48000, medium, 0.9, 1e-5",
        "44100, 48000, high, 0.95, 1e-6",
        "48000, 44100, low, 0.8, 1e-3",
        "48000, 44100, medium, 0.9, 1e-5",
        "48000, 44100, high, 0.95, 1e-6",
        "48000, 16000, medium, 0.9, 1e-5",
        "3, 7, medium, 0.9, 1e-5",
        "44100, 48001.5, low, 0.8, 1e-3",
        "44100, 48001.5, medium, 0.9, 1e-5",
        "44100, 48001.5, high, 0.95, 1.5e-6",
        "48000, 44099.999999, medium, 0.9, 1e-5",
        "1000000, 3907.123, medium, 0.9, 1e-5",
        "100, 25600, high, 0.95, 1e-6"
    })
    void aSineIsTheSameSineAtTheOtherRate(double from, double to, String quality, double passed, double tolerance)
            throws Exception {
        for (double part : new double[] {passed, passed / 10}) {
            double hz = part * Math.min(from, to) / 2;
            int length = (int) Math.max(4_000, 500 * from / Math.min(from, to));
            double[] given = new ResampleTest().resampled(from, to, quality, FRAME, sine(hz, from, length));
            // Before the first sample and after the last there is silence, which is heard half a filter away.
            double edge = 165 / Math.min(from, to);
            for (int k = (int) Math.ceil(edge * to); k < (length / from - edge) * to; k++) {
                assertThat(given[k]).as("sample %d", k).isCloseTo(sineAt(hz, k / to), within(tolerance));
            }
        }
    }

    /// From half of the lower rate on, up to half of the rate that comes.
    @ParameterizedTest
    @CsvSource({
        "48000, 44100, low, -60",
        "48000, 44100, medium, -100",
        "48000, 44100, high, -120",
        "48000, 16000, low, -60",
        "48000, 16000, medium, -100",
        "48000, 16000, high, -120",
        "44100, 15999.5, medium, -100",
        "44100, 15999.5, high, -120"
    })
    void whatTheLowerRateCannotCarryIsGone(double from, double to, String quality, double db) throws Exception {
        for (double part : new double[] {1, 1.001, 1.02, 1.08, 1.5, 2, 2.7}) {
            double hz = Math.min(part * to / 2, from / 2);
            double[] given = new ResampleTest().resampled(from, to, quality, FRAME, sine(hz, from, 4_000));
            int edge = 165;
            double peak = Arrays.stream(given, edge, given.length - edge)
                    .map(Math::abs)
                    .max()
                    .orElseThrow();
            assertThat(20 * Math.log10(peak)).as("%f Hz", hz).isLessThan(db);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "44100, 48000",
        "48000, 44100",
        "48000, 16000",
        "3, 7",
        "7, 3",
        "0.001, 0.256",
        "256, 1",
        "44100, 48001.234567"
    })
    void asManySamplesComeOutAsTheTimeHasPlacesFor(String from, String to) throws Exception {
        for (int length : new int[] {1, 2, 3, 100, 4_410, 10_007}) {
            double[] given = new ResampleTest()
                    .resampled(Double.parseDouble(from), Double.parseDouble(to), "medium", FRAME, new double[length]);
            assertThat(given).as("of %d", length).hasSize(count(length, from, to));
        }
    }

    /// Each frame has as many as the rates say, or one more or less by turns: they do not wander.
    @Test
    void eachFrameHasItsShareOnceTheFilterIsFull() throws Exception {
        List<Heard> frames = frames(44_100, 48_000, "medium", 441, new double[44_100]);
        assertThat(frames).hasSize(101);
        assertThat(frames.getFirst().main().length).isBetween(480 - 75, 480 - 70);
        assertThat(frames.subList(1, 100))
                .allSatisfy(heard -> assertThat(heard.main()).hasSize(480));
        assertThat(frames.getLast().main().length).isBetween(70, 75);
    }

    /// Ten hours at 100 Hz: a step that is off by its last bit would be off by 1e-9 samples at most, one of a
    /// rate that is taken as 100 Hz by 36.
    @Test
    void hoursLaterThePlacesAreStillExact() throws Exception {
        int length = 10 * 3_600 * 100;
        double[] given = resampled(100, 100.001, "low", 100_000, sine(3, 100, length));
        assertThat(given).hasSize(3_600_036);
        for (int k = 3_590_000; k < 3_600_000; k++) {
            assertThat(given[k]).as("sample %d", k).isCloseTo(sineAt(3, k / 100.001), within(1e-3));
        }
    }

    @ParameterizedTest
    @CsvSource({"44100, 48000", "48000, 16000", "3, 7", "44100, 48001.5", "48000, 187.5"})
    void framesOfAnyLengthGiveTheSame(double from, double to) throws Exception {
        double[] noise = new Random(1).doubles(5_000, -1, 1).toArray();
        double[] whole = new ResampleTest().resampled(from, to, "medium", noise.length, noise);
        for (int size : new int[] {1, 7, 1_024}) {
            assertThat(new ResampleTest().resampled(from, to, "medium", size, noise))
                    .as("frames of %d", size)
                    .isEqualTo(whole);
        }
    }

    @Test
    void whatDoesNotChangeStaysWhatItIs() throws Exception {
        double[] level = new double[4_000];
        Arrays.fill(level, 5);
        double[] given = resampled(44_100, 48_001.5, "low", FRAME, level);
        for (int k = 100; k < given.length - 100; k++) {
            assertThat(given[k]).isCloseTo(5, within(1e-12));
        }
    }

    @Test
    void equalRatesChangeNothing() throws Exception {
        double[] noise = new Random(1).doubles(1_000, -1, 1).toArray();
        assertThat(resampled(8_000, 8_000, "medium", 300, noise)).isEqualTo(noise);
        assertThat(rig.frames()).hasSize(4);
    }

    @Test
    void aFrameThatBecomesTooLongIsGivenInSeveralOfItsNumber() throws Exception {
        double[] noise = new Random(1).doubles(600_000, -1, 1).toArray();
        rig.capacity(1);
        double[] given = resampled(1, 4, "low", noise.length, noise);
        assertThat(rig.frames()).extracting(Heard::sequenceId).containsExactly(0L, 0L, 0L, 1L);
        assertThat(given).hasSize(2_400_000);
        assertThat(given).isEqualTo(new ResampleTest().resampled(1, 4, "low", 10_000, noise));
    }

    @Test
    void timesAndNumbersAreThoseOfTheFramesThatCameAndTheEndIsTheNextOne() throws Exception {
        List<Long> times = new CopyOnWriteArrayList<>();
        rig.source("Timed", out -> {
            var frame = out.acquire();
            long sequence = frame.sequenceId();
            frame.stamp(1_000_000 + sequence * 10_000, sequence);
            Arrays.fill(frame.addChannel("main", 480), 0, 480, 1);
            frame.metadata().put("n", sequence);
            out.emit(frame);
            return sequence < 2;
        });
        rig.hearing((_, frame) -> times.add(frame.timestampUs()));
        rig.node("timed", "Timed", Map.of())
                .node("node", "Resample", Map.of("from_hz", 48_000, "to_hz", 16_000))
                .chain("timed", "node")
                .run();
        assertThat(times).containsExactly(1_000_000L, 1_010_000L, 1_020_000L, 1_030_000L);
        assertThat(rig.frames()).extracting(Heard::sequenceId).containsExactly(0L, 1L, 2L, 3L);
        assertThat(rig.frames().get(1).metadata()).containsOnly(Map.entry("n", 1L));
        assertThat(rig.frames().getLast().metadata()).isEmpty();
    }

    /// The filter's half is 19.5, 66.9 or 161.7 samples of the lower rate, and a whole, even number of those that
    /// come.
    @ParameterizedTest
    @CsvSource({"low, 20", "medium, 67", "high, 162"})
    void theEndGivesWhatTheFilterHeldBack(String quality, int held) throws Exception {
        List<Heard> frames = frames(48_000, 16_000, quality, 4_800, new double[4_800]);
        assertThat(frames).hasSize(2);
        assertThat(frames.getLast().main().length).isBetween(held, held + 1);
        assertThat(frames.getFirst().main()).hasSize(1_600 - frames.getLast().main().length);
    }

    @Test
    void theSameParametersAgainChangeNothing() throws Exception {
        double[] noise = new Random(3).doubles(4_000, -1, 1).toArray();
        double[] given = changedAtTheThird(Map.of("from_hz", 3, "to_hz", 7), noise);
        double[] whole = new ResampleTest().resampled(3, 7, "medium", 1_000, noise);
        assertThat(given).isEqualTo(Arrays.copyOf(whole, given.length));
    }

    @Test
    void otherRatesBeginAnewAtTheFrameTheyComeBefore() throws Exception {
        double[] noise = new Random(3).doubles(4_000, -1, 1).toArray();
        double[] given = changedAtTheThird(Map.of("from_hz", 3, "to_hz", 2), noise);
        double[] first = new ResampleTest().resampled(3, 7, "medium", 1_000, Arrays.copyOf(noise, 2_000));
        double[] second = new ResampleTest().resampled(3, 2, "medium", 1_000, Arrays.copyOfRange(noise, 2_000, 4_000));
        int before = given.length - channel(2, 4).length;
        assertThat(Arrays.copyOf(given, before)).isEqualTo(Arrays.copyOf(first, before));
        assertThat(channel(2, 4)).isEqualTo(Arrays.copyOf(second, given.length - before));
        assertThat(before).isBetween(4_500, 4_666);
        assertThat(given.length - before).isBetween(1_250, 1_333);
    }

    @Test
    void channelsAreEachByThemselvesAndKeepTheirNames() throws Exception {
        double[] noise = new Random(2).doubles(3_000, -1, 1).toArray();
        int[] at = {0};
        rig.source("Stereo", out -> {
            var frame = out.acquire();
            double[] left = frame.addChannel("left", 500);
            double[] right = frame.addChannel("right", 500);
            for (int i = 0; i < 500; i++) {
                left[i] = noise[at[0] + i];
                right[i] = -2 * noise[at[0] + i];
            }
            out.emit(frame);
            at[0] += 500;
            return at[0] < noise.length;
        });
        rig.node("stereo", "Stereo", Map.of())
                .node("node", "Resample", Map.of("from_hz", 3, "to_hz", 7))
                .chain("stereo", "node")
                .run();
        double[] alone = new ResampleTest().resampled(3, 7, "medium", 500, noise);
        assertThat(channel("left")).isEqualTo(alone);
        assertThat(channel("right"))
                .isEqualTo(Arrays.stream(alone).map(x -> -2 * x).toArray());
    }

    @Test
    void aChannelTooManyFailsAndNamesIt() {
        int[] made = {0};
        rig.source("Names", out -> {
            var frame = out.acquire();
            frame.addChannel("c" + made[0], 1)[0] = 1;
            out.emit(frame);
            return ++made[0] <= 64;
        });
        rig.node("names", "Names", Map.of()).node("node", "Resample", Map.of()).chain("names", "node");
        assertThat(catchThrowableOfType(NodeFailedException.class, rig::run))
                .hasMessageContaining("64 channels")
                .hasMessageContaining("c64");
    }

    @Test
    void silenceAndFramesWithoutSamplesAreNoTrouble() throws Exception {
        rig.source("Empty", out -> {
            var frame = out.acquire();
            boolean hasMore = frame.sequenceId() < 3;
            frame.addChannel("main", 0);
            out.emit(frame);
            return hasMore;
        });
        rig.node("empty", "Empty", Map.of()).node("node", "Resample", Map.of());
        rig.chain("empty", "node").run();
        assertThat(rig.frames())
                .hasSize(5)
                .allSatisfy(heard -> assertThat(heard.main()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 44100, medium, from_hz",
        "-1, 44100, medium, from_hz",
        "10000001, 44100, medium, from_hz",
        "NaN, 44100, medium, from_hz",
        "44100, 0, medium, to_hz",
        "44100, 10000001, medium, to_hz",
        "256.5, 1, medium, to_hz",
        "1, 256.5, medium, to_hz",
        "44100, 48000, best, quality"
    })
    void whatIsNotAllowedIsToldByName(double from, double to, String quality, String wrong) {
        node(from, to, quality);
        assertThat(faults()).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).isEqualTo("/nodes/1/config/" + wrong);
            assertThat(fault.detail()).startsWith("must be ");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"from", "rate"})
    void whatIsNotKnownIsTold(String name) {
        rig.sine("given", 1).node("node", "Resample", Map.of(name, 1)).chain("given", "node");
        assertThat(faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.known()).containsExactly("from_hz", "to_hz", "quality"));
    }

    private void node(double from, double to, String quality) {
        rig.sine("given", 1)
                .node("node", "Resample", Map.of("from_hz", from, "to_hz", to, "quality", quality))
                .chain("given", "node");
    }

    private List<GraphFault> faults() {
        return catchThrowableOfType(GraphRefusedException.class, () -> PipelineGraph.check(rig.spec(), rig.types()))
                .faults();
    }

    /// Places before the end of so many samples: `length * to / from`, rounded up.
    private static int count(int length, String from, String to) {
        return new BigDecimal(to)
                .multiply(BigDecimal.valueOf(length))
                .divide(new BigDecimal(from), 0, RoundingMode.CEILING)
                .intValueExact();
    }

    private static double[] sine(double hz, double rate, int length) {
        double[] sine = new double[length];
        for (int i = 0; i < length; i++) {
            sine[i] = sineAt(hz, i / rate);
        }
        return sine;
    }

    private static double sineAt(double hz, double seconds) {
        return Math.sin(2 * Math.PI * hz * seconds + PHASE);
    }

    /// All samples that come out, the end's too.
    private double[] resampled(double from, double to, String quality, int size, double[] samples) throws Exception {
        frames(from, to, quality, size, samples);
        return channel("main");
    }

    private List<Heard> frames(double from, double to, String quality, int size, double[] samples) throws Exception {
        int[] at = {0};
        rig.source("Given", out -> {
            int length = Math.min(size, samples.length - at[0]);
            var frame = out.acquire();
            System.arraycopy(samples, at[0], frame.addChannel("main", length), 0, length);
            at[0] += length;
            out.emit(frame);
            return at[0] < samples.length;
        });
        rig.node("given", "Given", Map.of())
                .node("node", "Resample", Map.of("from_hz", from, "to_hz", to, "quality", quality))
                .chain("given", "node")
                .run();
        return rig.frames();
    }

    /// What comes of frames of a thousand samples, without the end, when a node from 3 to 7 Hz is told `changed`
    /// before the third.
    private double[] changedAtTheThird(Map<String, Object> changed, double[] samples) throws Exception {
        Resample node = new Resample(Resample.SCHEMA.check(Map.of("from_hz", 3, "to_hz", 7), new NoFaults()));
        rig.worker("Changing", (frame, out) -> {
            if (frame.sequenceId() == 2) {
                node.configure(Resample.SCHEMA.check(changed, new NoFaults()));
            }
            node.onFrame(frame, out);
        });
        rig.source("Given", out -> {
            var frame = out.acquire();
            int at = 1_000 * (int) frame.sequenceId();
            System.arraycopy(samples, at, frame.addChannel("main", 1_000), 0, 1_000);
            out.emit(frame);
            return at + 1_000 < samples.length;
        });
        rig.node("given", "Given", Map.of()).node("node", "Changing", Map.of());
        rig.chain("given", "node").run();
        return channel("main");
    }

    /// The samples of frames `from` to below `to`.
    private double[] channel(int from, int to) {
        return rig.frames().subList(from, to).stream()
                .flatMapToDouble(heard -> Arrays.stream(heard.main()))
                .toArray();
    }

    private double[] channel(String name) {
        return rig.frames().stream()
                .flatMapToDouble(heard -> Arrays.stream(heard.channels().get(name)))
                .toArray();
    }
}
