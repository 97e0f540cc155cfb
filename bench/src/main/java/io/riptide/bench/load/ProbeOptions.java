package io.riptide.bench.load;

import io.riptide.bench.wire.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A probe's command line: `--name value` pairs and targets, in any order.
record ProbeOptions(List<Target> targets, Map<String, String> values) {
    static ProbeOptions parse(Set<String> known, String... arguments) {
        List<Target> targets = new ArrayList<>();
        ProbeOptions options = parse(known, operand -> targets.add(Target.parse(operand)), arguments);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("no target; wanted name=http://host:port/path");
        }
        return new ProbeOptions(targets, options.values());
    }

    /// For those that do not only take servers: whatever is no option is given to `operands`.
    static ProbeOptions parse(Set<String> known, Consumer<String> operands, String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--")) {
                operands.accept(argument);
                continue;
            }
            String name = argument.substring(2);
            if (!known.contains(name)) {
                throw new IllegalArgumentException("option=" + argument + ", wanted one of "
                        + String.join(" ", known.stream().sorted().toList()));
            }
            if (++i == arguments.length) {
                throw new IllegalArgumentException("option=" + argument + " without a value");
            }
            values.put(name, arguments[i]);
        }
        return new ProbeOptions(List.of(), values);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
    }

    double decimal(String name, double otherwise) {
        return Double.parseDouble(values.getOrDefault(name, Double.toString(otherwise)));
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    Optional<Path> path(String name) {
        return Optional.ofNullable(values.get(name)).map(Path::of);
    }

    /// The process of the target of this name, as `pids` says.
    OptionalLong pid(String target) {
        return list("pids", "")
                .filter(pair -> pair.startsWith(target + "="))
                .mapToLong(pair -> Long.parseLong(pair.substring(target.length() + 1)))
                .findFirst();
    }

    /// Values that are separated by commas.
    Stream<String> list(String name, String otherwise) {
        return Arrays.stream(text(name, otherwise).split(",", -1));
    }
}
