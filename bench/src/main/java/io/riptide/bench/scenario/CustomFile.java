package io.riptide.bench.scenario;

import io.riptide.bench.run.Pattern;
import io.riptide.bench.scenario.PlacedTree.Fields;
import io.riptide.bench.scenario.PlacedTree.Items;
import io.riptide.bench.scenario.PlacedTree.Node;
import io.riptide.bench.scenario.PlacedTree.Scalar;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// A file with tests like those of the classic suite.
///
/// ```yaml
/// tests:
///   - name: evening              # required
///     seconds: 60                # required
///     rate: 200                  # messages a second, required
///     size: 500                  # bytes of a message, default 100
///     connections: 10            # default 1
///     transports: [sse, ndjson]  # default all three
///     pattern: sine              # steady (default), sine or burst
///     swing: 0.5                 # of sine: how far from `rate`, 0 to 1
///     period_seconds: 30         # of sine
///     burst_size: 100            # of burst
///     burst_every_seconds: 5     # of burst
/// ```
///
/// - **Failure:** all faults at once, each as `file:line: /place: what`.
final class CustomFile {
    private static final Set<String> NAMES = Set.of(
            "name",
            "seconds",
            "rate",
            "size",
            "connections",
            "transports",
            "pattern",
            "swing",
            "period_seconds",
            "burst_size",
            "burst_every_seconds");
    private static final int FILE_BYTES_MAX = 1 << 20;

    private final Path file;
    private final List<String> faults = new ArrayList<>();

    private CustomFile(Path file) {
        this.file = file;
    }

    static List<ClassicTest> read(Path file) throws CustomFileException {
        CustomFile reader = new CustomFile(file);
        List<ClassicTest> tests = reader.tests();
        if (!reader.faults.isEmpty()) {
            throw new CustomFileException(reader.faults);
        }
        return tests;
    }

    /// A pattern in a few words.
    static String describe(Pattern pattern) {
        return switch (pattern) {
            case Pattern.Steady(double rate) -> number(rate) + "/s";
            case Pattern.Sine(double mean, double swing, double _) ->
                number(mean * (1 - swing)) + " to " + number(mean * (1 + swing)) + "/s";
            case Pattern.Bursts(double rate, int size, double every) ->
                number(rate) + "/s and " + size + " at once every " + number(every) + " s";
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private List<ClassicTest> tests() {
        List<ClassicTest> tests = new ArrayList<>();
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                fault(1, "", "larger than 1 MiB");
                return tests;
            }
            Node root = PlacedTree.parse(Files.readString(file, StandardCharsets.UTF_8));
            if (root instanceof Fields(int _, Map<String, Node> byName)
                    && byName.get("tests") instanceof Items(int _, List<Node> nodes)
                    && !nodes.isEmpty()) {
                byName.keySet().stream()
                        .filter(name -> !name.equals("tests"))
                        .forEach(name -> fault(line(byName.get(name)), "/" + name, "unknown, wanted only tests"));
                for (int i = 0; i < nodes.size(); i++) {
                    test(nodes.get(i), "/tests/" + i, tests);
                }
            } else {
                fault(root.line(), "/tests", "missing, wanted a list of tests");
            }
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            String what = String.valueOf(e.getOriginalMessage());
            fault(line, "", "neither YAML nor JSON: " + what.lines().findFirst().orElse("syntax error"));
        } catch (IOException e) {
            faults.add(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return tests;
    }

    private void test(Node node, String place, List<ClassicTest> tests) {
        if (!(node instanceof Fields fields)) {
            fault(node.line(), place, "no test, wanted name, seconds and rate");
            return;
        }
        int before = faults.size();
        for (Map.Entry<String, Node> field : fields.byName().entrySet()) {
            if (!NAMES.contains(field.getKey())) {
                fault(
                        field.getValue().line(),
                        place + "/" + field.getKey(),
                        "unknown, wanted one of " + String.join(" ", new TreeSet<>(NAMES)));
            }
        }
        String name = text(fields, place, "name", null);
        double seconds = number(fields, place, "seconds", 0.001, 1e7, Double.NaN);
        int size = (int) number(fields, place, "size", 1, 1 << 20, 100);
        int connections = (int) number(fields, place, "connections", 1, 100_000, 1);
        List<Transport> transports = transports(fields, place);
        Pattern pattern = pattern(fields, place);
        if (faults.size() == before) {
            tests.add(new ClassicTest(name, seconds, pattern, size, connections, transports));
        }
    }

    private Pattern pattern(Fields fields, String place) {
        double rate = number(fields, place, "rate", 0.001, 1e6, Double.NaN);
        double valid = Double.isNaN(rate) ? 1 : rate;
        String kind = text(fields, place, "pattern", "steady");
        return switch (kind) {
            case "steady" -> new Pattern.Steady(valid);
            case "sine" ->
                new Pattern.Sine(
                        valid,
                        number(fields, place, "swing", 0, 1, 0.5),
                        number(fields, place, "period_seconds", 0.01, 1e6, 30));
            case "burst" ->
                new Pattern.Bursts(
                        valid,
                        (int) number(fields, place, "burst_size", 1, 1e6, 100),
                        number(fields, place, "burst_every_seconds", 0.01, 1e6, 5));
            default -> {
                fault(
                        line(fields.byName().get("pattern")),
                        place + "/pattern",
                        "'" + kind + "', wanted steady, sine or burst");
                yield new Pattern.Steady(1);
            }
        };
    }

    private List<Transport> transports(Fields fields, String place) {
        Node node = fields.byName().get("transports");
        if (node == null) {
            return List.of(Transport.values());
        }
        List<Node> names = switch (node) {
            case Items items -> items.nodes();
            case Scalar scalar -> List.of(scalar);
            case Fields _ -> List.of();
        };
        Map<String, Transport> known =
                Arrays.stream(Transport.values()).collect(Collectors.toMap(BenchPaths::label, Function.identity()));
        List<Transport> transports = new ArrayList<>();
        for (Node name : names) {
            Transport transport =
                    name instanceof Scalar(int _, String text) ? known.get(text.toLowerCase(Locale.ROOT)) : null;
            if (transport == null) {
                fault(name.line(), place + "/transports", "unknown, wanted ndjson, sse or websocket");
            } else {
                transports.add(transport);
            }
        }
        if (names.isEmpty()) {
            fault(node.line(), place + "/transports", "empty, wanted ndjson, sse or websocket");
        }
        return transports;
    }

    private String text(Fields fields, String place, String name, @Nullable String otherwise) {
        Node node = fields.byName().get(name);
        if (node instanceof Scalar(int _, String text) && !text.isBlank()) {
            return text;
        }
        if (node == null && otherwise != null) {
            return otherwise;
        }
        fault(node == null ? fields.line() : node.line(), place + "/" + name, "missing, wanted a name");
        return "";
    }

    /// The number, or one in its range where there is a fault; `otherwise` NaN is required.
    private double number(Fields fields, String place, String name, double min, double max, double otherwise) {
        Node node = fields.byName().get(name);
        if (node == null && !Double.isNaN(otherwise)) {
            return otherwise;
        }
        String wanted = "wanted a number from " + number(min) + " to " + number(max);
        if (node == null) {
            fault(fields.line(), place + "/" + name, "missing, " + wanted);
            return min;
        }
        if (node instanceof Scalar(int line, String text)) {
            try {
                double value = Double.parseDouble(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException _) {
                // Told below.
            }
            fault(line, place + "/" + name, "'" + text + "', " + wanted);
        } else {
            fault(node.line(), place + "/" + name, "no number, " + wanted);
        }
        return min;
    }

    private static int line(@Nullable Node node) {
        return node == null ? 1 : node.line();
    }

    private void fault(int line, String place, String what) {
        faults.add(file + ":" + line + ": " + (place.isEmpty() ? "" : place + ": ") + what);
    }
}
