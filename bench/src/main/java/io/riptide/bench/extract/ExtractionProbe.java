package io.riptide.bench.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Measures how well and how fast the server reads pages whose content is known.
///
/// `ExtractionProbe FOLDER [--option value]…`, the folder being laid out as [Corpus] says.
///
/// | option | default | |
/// |---|---|---|
/// | `threads` | 2 | that read pages at once |
/// | `warmup`, `rounds` | 1, 3 | each parses all pages, then reads all; 0 rounds: quality only |
/// | `pages` | all | about so many of them, evenly spread |
/// | `worst`, `slowest` | 20, 10 | pages that are named |
/// | `json` | | a file for the same figures, page by page |
public final class ExtractionProbe {
    private static final Set<String> OPTIONS =
            Set.of("threads", "warmup", "rounds", "pages", "worst", "slowest", "json");

    private ExtractionProbe() {}

    public static void main(String[] arguments) throws IOException {
        System.out.print(run(arguments));
    }

    static String run(String... arguments) throws IOException {
        if (arguments.length == 0 || arguments[0].startsWith("--")) {
            throw new IllegalArgumentException("no folder of pages; wanted FOLDER [--option value]…");
        }
        Map<String, String> options = options(arguments);
        Corpus corpus = Corpus.read(Path.of(arguments[0]), number(options, "pages", Integer.MAX_VALUE / 2));
        int threads = number(options, "threads", 2);
        ExtractionReport report = measure(corpus, options, threads);
        if (options.containsKey("json")) {
            Files.writeString(Path.of(options.get("json")), report.json());
        }
        return String.join(
                "\n",
                report.quality(),
                report.speed(),
                report.slowest(number(options, "slowest", 10)),
                report.worst(number(options, "worst", 20)));
    }

    private static ExtractionReport measure(Corpus corpus, Map<String, String> options, int threads) {
        try (Crew crew = new Crew(threads)) {
            ExtractionRun run = new ExtractionRun(corpus, crew);
            int timed = number(options, "rounds", 3);
            if (timed > 0) {
                for (int i = 0; i < number(options, "warmup", 1); i++) {
                    run.round();
                }
            }
            List<ExtractionRun.Speed> rounds = new ArrayList<>();
            for (int i = 0; i < timed; i++) {
                rounds.add(run.round());
            }
            return new ExtractionReport(run.figures(), rounds, threads);
        }
    }

    private static Map<String, String> options(String... arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : arguments[i];
            if (!OPTIONS.contains(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("option=" + arguments[i] + ", wanted one of "
                        + String.join(" ", OPTIONS.stream().sorted().toList()) + ", each with a value");
            }
            options.put(name, arguments[i + 1]);
        }
        return options;
    }

    private static int number(Map<String, String> options, String name, int otherwise) {
        return options.containsKey(name) ? Integer.parseInt(options.get(name)) : otherwise;
    }
}
