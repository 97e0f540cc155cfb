package io.riptide.server.pipeline.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.event.Json;
import io.riptide.server.testing.FrameRig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RecorderTest {
    private final FrameRig rig = new FrameRig();

    @TempDir
    Path root;

    @AfterEach
    void everyFrameComesBack() {
        rig.close();
    }

    @Test
    void aWavFileHasATrackForEachChannel() throws Exception {
        FrameNode recorder = recorder(Map.of("file", "two.wav", "format", "wav", "sample_rate", 8_000));
        record(recorder, "left", new double[] {0, 0.5, -1}, "right", new double[] {1, -0.25, 0.125});
        record(recorder, "left", new double[] {0.75}, "right", new double[] {-0.75});
        recorder.onEnd(rig);
        recorder.close();
        try (AudioInputStream in =
                AudioSystem.getAudioInputStream(file("two.wav").toFile())) {
            assertThat(in.getFormat().getEncoding()).isEqualTo(AudioFormat.Encoding.PCM_FLOAT);
            assertThat(in.getFormat().getSampleRate()).isEqualTo(8_000);
            assertThat(in.getFormat().getChannels()).isEqualTo(2);
            assertThat(in.getFormat().getSampleSizeInBits()).isEqualTo(32);
            assertThat(in.getFrameLength()).isEqualTo(4);
            assertThat(floats(in.readAllBytes())).containsExactly(0, 1, 0.5f, -0.25f, -1, 0.125f, 0.75f, -0.75f);
        }
    }

    @Test
    void aWavFileOfManyBuffersIsWhole() throws Exception {
        FrameNode recorder = recorder(Map.of("file", "long.wav", "format", "wav"));
        int frames = 300;
        int size = 1_000;
        for (int i = 0; i < frames; i++) {
            double[] samples = new double[size];
            for (int j = 0; j < size; j++) {
                samples[j] = i * size + j;
            }
            record(recorder, "main", samples);
        }
        recorder.onEnd(rig);
        try (AudioInputStream in =
                AudioSystem.getAudioInputStream(file("long.wav").toFile())) {
            assertThat(in.getFrameLength()).isEqualTo((long) frames * size);
            float[] read = floats(in.readAllBytes());
            assertThat(read).hasSize(frames * size);
            for (int i = 0; i < read.length; i++) {
                assertThat(read[i]).isEqualTo(i);
            }
        }
    }

    /// What is there while the file is still open is what a kill would leave.
    @Test
    void aWavFileThatIsNotClosedIsWrongInLengthAtMost() throws Exception {
        FrameNode recorder = recorder(Map.of("file", "open.wav", "format", "wav"));
        record(recorder, "main", new double[40_000]);
        Path copy = Files.copy(file("open.wav"), root.resolve("killed.wav"));
        long held = Files.size(copy);
        assertThat(held).isBetween(40_000L * Float.BYTES - 64 * 1_024, 40_000L * Float.BYTES);
        try (AudioInputStream in = AudioSystem.getAudioInputStream(copy.toFile())) {
            assertThat(in.getFrameLength()).isEqualTo((held - 58) / Float.BYTES);
        }
        recorder.close();
        try (AudioInputStream in =
                AudioSystem.getAudioInputStream(file("open.wav").toFile())) {
            assertThat(in.getFrameLength()).isEqualTo(40_000);
        }
    }

    @Test
    void linesAreFramesAsInEvents() throws Exception {
        FrameNode recorder = recorder(Map.of("file", "frames.ndjson"));
        record(recorder, "main", new double[] {1, 2.5, Double.NaN});
        Frame second = rig.frame();
        second.metadata().put("text", "a\nb \u2028 \ud800 x");
        second.metadata().put("list", List.of(1L, Map.of("deep", true)));
        recorder.onFrame(second, rig);
        second.release();
        recorder.onEnd(rig);
        List<String> lines = Files.readAllLines(file("frames.ndjson"));
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .isEqualTo("{\"timestamp\":1000000,\"sequence_id\":0,\"payload\":{\"main\":[1,2.5,null]},"
                        + "\"metadata\":{}}");
        JsonNode read = Json.mapper().readTree(lines.getLast());
        assertThat(read.path("sequence_id").intValue()).isOne();
        assertThat(read.at("/metadata/text").stringValue()).isEqualTo("a\nb \u2028 \ufffd x");
        assertThat(read.at("/metadata/list/1/deep").booleanValue()).isTrue();
        assertThat(Files.readString(file("frames.ndjson"))).endsWith("}\n");
    }

    @Test
    void theEndOfTheNodeClosesTheFileWholeEvenWhenItIsInterrupted() throws Exception {
        FrameNode wav = recorder(Map.of("file", "i.wav", "format", "wav"));
        FrameNode lines = recorder(Map.of("file", "i.ndjson"));
        record(wav, "main", new double[100]);
        record(lines, "main", new double[100]);
        Thread.currentThread().interrupt();
        try {
            record(wav, "main", new double[40_000]);
            wav.close();
            lines.close();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        try (AudioInputStream in = AudioSystem.getAudioInputStream(file("i.wav").toFile())) {
            assertThat(in.getFrameLength()).isEqualTo(40_100);
        }
        assertThat(Files.readAllLines(file("i.ndjson"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ndjson", "wav"})
    void anExistingFileIsNeverOverwritten(String format) throws Exception {
        Files.createDirectories(root.resolve("made"));
        Files.writeString(file("known"), "precious");
        FrameNode recorder = recorder(Map.of("file", "known", "format", format));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> record(recorder, "main", new double[1]))
                .withMessage("the file known is there already, and is not overwritten");
        recorder.close();
        assertThat(Files.readString(file("known"))).isEqualTo("precious");
    }

    @Test
    void oneThatIsToldToMakesTheNextFile() throws Exception {
        Files.createDirectories(root.resolve("made"));
        Files.writeString(file("take.one.ndjson"), "precious");
        for (int i = 0; i < 2; i++) {
            FrameNode recorder = recorder(Map.of("file", "take.one.ndjson", "existing", "number"));
            record(recorder, "main", new double[] {i});
            recorder.close();
        }
        FrameNode plain = recorder(Map.of("file", "plain", "existing", "number"));
        record(plain, "main", new double[1]);
        plain.close();
        assertThat(Files.readString(file("take.one.ndjson"))).isEqualTo("precious");
        assertThat(Files.readString(file("take.one-2.ndjson"))).contains("\"main\":[0");
        assertThat(Files.readString(file("take.one-3.ndjson"))).contains("\"main\":[1");
        assertThat(file("plain")).exists();
    }

    @Test
    void aLinkThatLeadsNowhereIsNotFollowed() throws Exception {
        Files.createDirectories(root.resolve("made"));
        Files.createSymbolicLink(file("link"), root.resolve("elsewhere"));
        FrameNode recorder = recorder(Map.of("file", "link"));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> record(recorder, "main", new double[1]))
                .withMessageContaining("is there already");
        assertThat(root.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void aFrameThatDoesNotFitFailsAndLeavesTheFileWhole() throws Exception {
        FrameNode wav = recorder(Map.of("file", "full.wav", "format", "wav", "max_bytes", 1_024));
        record(wav, "main", new double[200]);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> record(wav, "main", new double[42]))
                .withMessage(
                        "the file has 858 bytes, and the frame's 168 more would be over the 1024 that it may have");
        record(wav, "main", new double[41]);
        wav.onEnd(rig);
        assertThat(Files.size(file("full.wav"))).isEqualTo(58 + 241 * 4);
        try (AudioInputStream in =
                AudioSystem.getAudioInputStream(file("full.wav").toFile())) {
            assertThat(in.getFrameLength()).isEqualTo(241);
        }
        FrameNode lines = recorder(Map.of("file", "full.ndjson", "max_bytes", 1_024));
        record(lines, "main", new double[10]);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> record(lines, "main", new double[2_000]));
        lines.onEnd(rig);
        assertThat(Files.readAllLines(file("full.ndjson"))).hasSize(1);
    }

    @Test
    void aFrameOfAnotherShapeIsRefusedByWav() throws Exception {
        FrameNode recorder = recorder(Map.of("file", "shape.wav", "format", "wav"));
        refused(recorder, "without channels");
        assertThat(root.resolve("made")).doesNotExist();
        refused(recorder, "in a wav file all have as many", "a", new double[1], "b", new double[2]);
        record(recorder, "a", new double[] {1}, "b", new double[] {2});
        refused(recorder, "the frame has the channels [a], the wav file has [a, b]", "a", new double[1]);
        refused(recorder, "[b, a]", "b", new double[1], "a", new double[1]);
        record(recorder, "a", new double[] {3, 4}, "b", new double[] {5, 6});
        recorder.close();
        try (AudioInputStream in =
                AudioSystem.getAudioInputStream(file("shape.wav").toFile())) {
            assertThat(floats(in.readAllBytes())).containsExactly(1, 2, 3, 5, 4, 6);
        }
    }

    private void refused(FrameNode recorder, String message, Object... channels) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> record(recorder, channels))
                .withMessageContaining(message);
    }

    @Test
    void anotherFileClosesTheFirst() throws Exception {
        NodeType type = type();
        FrameNode recorder = (FrameNode) type.create(FrameRig.config(type, Map.of("file", "first")));
        record(recorder, "main", new double[1]);
        recorder.configure(FrameRig.config(type, Map.of("file", "second")));
        assertThat(Files.readAllLines(file("first"))).hasSize(1);
        record(recorder, "main", new double[1]);
        record(recorder, "main", new double[1]);
        recorder.close();
        assertThat(Files.readAllLines(file("second"))).hasSize(2);
    }

    @Test
    void withoutAFrameThereIsNoFile() throws Exception {
        FrameNode recorder = recorder(Map.of("file", "none"));
        recorder.onEnd(rig);
        recorder.close();
        assertThat(root.resolve("made")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "a/b", "a\\b", ".hidden", "..", ".", "a..b", "", "é", "a b", "nul\0"})
    void aNameThatIsMoreThanANameIsRefused(String name) {
        assertThat(FrameRig.faults(type(), Map.of("file", name))).containsOnlyKeys("file");
    }

    @Test
    void namesAndBoundsAreChecked() {
        assertThat(FrameRig.faults(type(), Map.of("file", "x".repeat(128)))).isEmpty();
        assertThat(FrameRig.faults(type(), Map.of("file", "x".repeat(129))))
                .containsEntry(
                        "file",
                        "must be 1 to 128 letters, digits, dots, hyphens or underscores, without a dot in front and"
                                + " without two in a row");
        assertThat(FrameRig.faults(type(), Map.of())).containsEntry("file", "is required");
        Map<String, Object> bad = new HashMap<>(Map.of("file", "f", "format", "mp3"));
        bad.put("max_bytes", 4_097);
        bad.put("sample_rate", 0);
        assertThat(FrameRig.faults(type("pipelines.record-bytes=4KiB"), bad))
                .containsEntry("format", "must be one of ndjson, wav")
                .containsEntry("max_bytes", "must be from 1024 to 4096 bytes")
                .containsEntry("sample_rate", "must be from 1 to 10000000 Hz");
    }

    @Test
    void withoutADirectoryThereIsNoSuchType() {
        assertThat(RecorderType.of(RiptideConfig.of().pipelines())).isEmpty();
        assertThat(RecorderType.of(
                        RiptideConfig.of("pipelines.record-directory=").pipelines()))
                .isEmpty();
    }

    private NodeType type(String... settings) {
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("pipelines.record-directory=" + root.resolve("made")),
                        java.util.stream.Stream.of(settings))
                .toArray(String[]::new);
        return RecorderType.of(RiptideConfig.of(all).pipelines()).orElseThrow();
    }

    private FrameNode recorder(Map<String, Object> config) {
        NodeType type = type();
        return (FrameNode) type.create(FrameRig.config(type, config));
    }

    private void record(FrameNode recorder, Object... channels) throws Exception {
        Frame frame = rig.frame(channels);
        try {
            recorder.onFrame(frame, rig);
        } finally {
            frame.release();
        }
    }

    private Path file(String name) {
        return root.resolve("made").resolve(name);
    }

    private static float[] floats(byte[] bytes) {
        float[] samples = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(samples);
        return samples;
    }
}
