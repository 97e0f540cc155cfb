package io.riptide.bench.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A benchmark measures what it says only if what it makes is right.
class ResultTest {
    private final Proof proof = new Proof();
    private final Proof expected = new Proof();

    ResultTest() {
        proof.want();
        expected.want();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDecodedIsWhatWasEncoded(MaskedMessages messages) {
        WebSocketDecodeBenchmark benchmark = new WebSocketDecodeBenchmark();
        benchmark.proveTo(proof);
        benchmark.messages = messages;
        benchmark.set();
        long bytes = benchmark.decode();
        benchmark.free();

        int length = switch (messages) {
            case ASCII_16 -> 16;
            case ASCII_128, MULTIBYTE_128 -> 128;
            case ASCII_1K, FRAGMENTED_1K -> 1024;
            case ASCII_64K, MULTIBYTE_64K -> 65_536;
        };
        String text = messages.name().startsWith("MULTIBYTE")
                ? "é€𝄞".repeat(length / 9) + "x".repeat(length % 9)
                : "x".repeat(length);
        assertThat(text.getBytes(UTF_8)).hasSize(length);
        expected.see(text.repeat(4));
        assertThat(bytes).isEqualTo(4L * length);
        assertThat(proof.verdict()).isEqualTo(expected.verdict());
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestOfAReadIsDecoded(RequestHeads heads) throws Exception {
        RequestDecodeBenchmark benchmark = new RequestDecodeBenchmark();
        benchmark.heads = heads;
        benchmark.set();
        String target = heads == RequestHeads.BROWSER
                ? "/crawl/sse?url=https://www.example.org/articles/0&on_disconnect=grace"
                : "/bench/stream?count=1";
        String host = heads == RequestHeads.BROWSER ? "riptide.example.org" : "127.0.0.1:8080";
        int length = heads.requests() * ("GET".length() + target.length() + host.length());
        assertThat(benchmark.decode()).isEqualTo(length);
        assertThat(benchmark.decode()).as("again").isEqualTo(length);
        benchmark.free();
    }

    @Test
    void everyDrainBringsEveryEventToTheSocket() {
        DrainBenchmark benchmark = new DrainBenchmark();
        benchmark.proveTo(proof);
        benchmark.events = 3;
        benchmark.form = FramingBenchmark.Form.NDJSON;
        benchmark.set();
        long once = benchmark.drain();
        long twice = benchmark.drain();
        benchmark.free();

        String line = new String(Ticks.event(128), US_ASCII) + '\n';
        String chunk = "00000183\r\n" + line.repeat(3) + "\r\n";
        expected.see(chunk.repeat(2));
        assertThat(once).isEqualTo(chunk.length());
        assertThat(twice).isEqualTo(2L * chunk.length());
        assertThat(proof.verdict()).isEqualTo(expected.verdict());
    }

    @Test
    void aReaderThatFellBehindGetsTheNewestOfEachKey() {
        ConflationBenchmark benchmark = new ConflationBenchmark();
        benchmark.proveTo(proof);
        benchmark.keys = 1;
        benchmark.set();
        long _ = benchmark.fallenBehind();
        benchmark.free();

        expected.see(new String(Ticks.event(128), US_ASCII));
        assertThat(proof.verdict()).isEqualTo(expected.verdict());
    }

    @Test
    void anEventIsAsLongAsItWasAskedFor() {
        assertThat(Ticks.event(128)).hasSize(128).endsWith('}');
        assertThat(Ticks.event(1024)).hasSize(1024).doesNotContain('\n');
    }
}
