package io.riptide.bench.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExtractionProbeTest {
    @TempDir
    Path folder;

    @BeforeEach
    void twoPages() throws IOException {
        page("0001", "article", "<main><p>one two three four</p></main>", "one two three four");
        page("0002", "forum", "<main><p>one two three four</p></main>", "three four five six");
    }

    private void page(String name, String kind, String html, String content) throws IOException {
        Path htmlFile = folder.resolve("html").resolve(name + ".html.gz");
        Files.createDirectories(folder.resolve("html"));
        Files.createDirectories(folder.resolve("ground-truth"));
        try (var out = new GZIPOutputStream(Files.newOutputStream(htmlFile))) {
            out.write(html.getBytes(UTF_8));
        }
        Files.writeString(folder.resolve("ground-truth").resolve(name + ".json"), """
                {"url": "https://example.org/%s", "_internal": {"page_type": {"primary": "%s"}},
                 "ground_truth": {"main_content": "%s"}}
                """.formatted(name, kind, content));
    }

    @Test
    void quotesQualityByKindAndOverall() throws IOException {
        Path json = folder.resolve("out.json");
        String report = ExtractionProbe.run(folder.toString(), "--rounds", "0", "--json", json.toString());
        assertThat(report).contains("article", "forum", "first half", "second half", "worst page");
        JsonNode quality = JsonMapper.shared().readTree(Files.readString(json)).path("quality");
        assertThat(quality.at("/article/f1").doubleValue()).isEqualTo(1);
        assertThat(quality.at("/forum/f1").doubleValue()).isEqualTo(0.5);
        assertThat(quality.at("/all/f1").doubleValue()).isEqualTo(0.75);
    }

    @Test
    void timesEachPage() throws IOException {
        Path json = folder.resolve("out.json");
        String report =
                ExtractionProbe.run(folder.toString(), "--rounds", "1", "--warmup", "0", "--json", json.toString());
        assertThat(report).contains("parse pages per second", "slowest page", "https://example.org/0001");
        JsonNode speed = JsonMapper.shared().readTree(Files.readString(json)).path("speed");
        assertThat(speed.path("parse_to_json_pages_per_second").doubleValue()).isPositive();
    }

    @Test
    void takesFewerPagesEvenlySpread() throws IOException {
        assertThat(Corpus.read(folder, 1).pages()).extracting(Corpus.Page::name).containsExactly("0001");
        assertThat(Corpus.read(folder, 2).pages()).hasSize(2);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatIllegalArgumentException().isThrownBy(() -> ExtractionProbe.run());
        assertThatIllegalArgumentException().isThrownBy(() -> ExtractionProbe.run("x", "--pace", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> ExtractionProbe.run("x", "--worst"));
    }

    @Test
    void wordsAreCountedAsOftenAsTheyOccur() {
        WordScore score = WordScore.of(WordBag.of("a a a B"), WordBag.of("A b c"));
        assertThat(score.precision()).isEqualTo(0.5);
        assertThat(score.recall()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(score.f1()).isCloseTo(4.0 / 7, within(1e-9));
    }

    @Test
    void nothingFoundWhereNothingIsWantedIsRight() {
        WordBag nothing = WordBag.of(" – ");
        assertThat(WordScore.of(nothing, nothing).f1()).isEqualTo(1);
        assertThat(WordScore.of(WordBag.of("x"), nothing).f1()).isZero();
        assertThat(WordScore.of(nothing, WordBag.of("x")).f1()).isZero();
        assertThat(WordScore.macro(List.of()).f1()).isZero();
    }
}
