package io.riptide.server.crawl.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The extractor against [RealPages].
class WcxbDataTest {
    /// What was measured on the sample, less what a change of rules may cost before somebody must look.
    private static final double WORD_F1_MIN = 0.84;

    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final JsoupExtractor extractor = new JsoupExtractor(ExtractLimits.STANDARD);

    @Test
    void realPagesGiveTheirMainContent() throws Exception {
        List<Path> pages = RealPages.sample();
        Map<String, List<Double>> scores = new TreeMap<>();
        long nanos = 0;
        for (Path page : pages) {
            byte[] body = RealPages.unzipped(page);
            JsonNode truth = MAPPER.readTree(Files.readAllBytes(truthOf(page)));
            String url = truth.path("url").stringValue("");
            var source = new PageSource(body, 0, body.length, "text/html", url);
            var options = new ExtractOptions(ExtractMode.ARTICLE, EnumSet.allOf(ExtractFormat.class));
            long start = System.nanoTime();
            Document document = extractor.extract(source, options);
            nanos += System.nanoTime() - start;
            String expected = truth.path("ground_truth").path("main_content").stringValue("");
            String kind = truth.at("/_internal/page_type/primary").stringValue("?");
            double f1 = f1(words(document.text()), words(expected));
            scores.computeIfAbsent(kind, _ -> new ArrayList<>()).add(f1);
        }
        double macro = mean(scores.values().stream().flatMap(List::stream).toList());
        StringBuilder report = new StringBuilder();
        report.append(String.format(
                Locale.ROOT,
                "WCXB: %d pages, word F1 %.3f, %.0f pages/s%n",
                pages.size(),
                macro,
                pages.size() * 1e9 / nanos));
        scores.forEach((kind, of) ->
                report.append(String.format(Locale.ROOT, "  %-14s %4d  %.3f%n", kind, of.size(), mean(of))));
        System.out.print(report);
        assertThat(macro).as("word F1, macro average").isGreaterThan(WORD_F1_MIN);
    }

    private static Path truthOf(Path page) {
        String name = String.valueOf(page.getFileName()).replace(".html.gz", ".json");
        return RealPages.folder().resolve("ground-truth").resolve(name);
    }

    private static Map<String, Integer> words(String text) {
        Map<String, Integer> words = new HashMap<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.merge(matcher.group(), 1, Integer::sum);
        }
        return words;
    }

    private static double f1(Map<String, Integer> found, Map<String, Integer> expected) {
        int common = 0;
        for (Map.Entry<String, Integer> word : found.entrySet()) {
            common += Math.min(word.getValue(), expected.getOrDefault(word.getKey(), 0));
        }
        int total = sum(found) + sum(expected);
        return total == 0 ? 1 : 2.0 * common / total;
    }

    private static int sum(Map<String, Integer> words) {
        return words.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
