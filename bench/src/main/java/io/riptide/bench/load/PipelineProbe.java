package io.riptide.bench.load;

import io.riptide.bench.load.PipelineRound.Outcome;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Measures how old the frames of pipelines are when their client has them, beside lines of the same size that a
/// plain loop sends.
///
/// `PipelineProbe [--option value]… loop=http://host:port/lines riptide=http://host:port`: the path `/lines` is
/// a [io.riptide.bench.baseline.PacedLinesServer]'s, any other server a Riptide. The first target is what the
/// others are divided by.
///
/// | option | default | |
/// |---|---|---|
/// | `frames` | 2000 | frames a stream and round, one each 21.3 ms |
/// | `streams` | `1` | pipelines at once; of several counts each has its rows |
/// | `transport` | `ndjson` | or `sse`, `websocket` |
/// | `rounds` | 3 | each asks every target once; shown are the medians |
/// | `warmup` | 5000 | frames before the first round, as fast as they come |
/// | `size` | 20700 | bytes of a line, to be those of a frame |
/// | `json` | | a file for the same figures |
///
/// An age is from when a frame was due to the end of the `read` that brought its end, by the machine's clock.
public final class PipelineProbe {
    private static final Set<String> OPTIONS =
            Set.of("frames", "streams", "transport", "rounds", "warmup", "size", "json");

    private final ProbeOptions options;
    private final Transport transport;
    private final Failures failures = new Failures();
    private final PipelineTable table = new PipelineTable();

    private PipelineProbe(ProbeOptions options) {
        this.options = options;
        this.transport = Transport.valueOf(options.text("transport", "ndjson").toUpperCase(Locale.ROOT));
    }

    static Report run(String... arguments) {
        return new PipelineProbe(ProbeOptions.parse(OPTIONS, arguments)).measure();
    }

    public static void main(String[] arguments) throws IOException {
        ProbeOptions options = ProbeOptions.parse(OPTIONS, arguments);
        Report report = new PipelineProbe(options).measure();
        report.print(System.out);
        report.write(options.path("json"));
        System.exit(report.exitCode());
    }

    private Report measure() {
        int warmup = options.number("warmup", 5_000);
        if (warmup > 0) {
            options.targets()
                    .forEach(target -> failures.attempt(
                            target, "warm-up", () -> new PipelineRound(request(target, warmup, false), 1).run()));
        }
        for (String streams : options.list("streams", "1").toList()) {
            measure(Integer.parseInt(streams));
        }
        String title = "pipelines of 5 nodes, frames of 1,024 samples at 48 kHz, "
                + transport.name().toLowerCase(Locale.ROOT) + ", medians of " + options.number("rounds", 3)
                + " rounds of " + options.number("frames", 2_000) + " frames a stream";
        return new Report(title, table.rows(), table.cells(), failures);
    }

    private void measure(int streams) {
        Map<String, List<Outcome>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < options.number("rounds", 3); i++) {
            for (Target target : options.targets()) {
                PipelineRequest request = request(target, options.number("frames", 2_000), true);
                failures.attempt(target, streams + " streams", () -> new PipelineRound(request, streams).run())
                        .ifPresent(outcome -> rounds.computeIfAbsent(target.name(), _ -> new ArrayList<>())
                                .add(outcome));
            }
        }
        List<Outcome> first = rounds.getOrDefault(options.targets().getFirst().name(), List.of());
        rounds.forEach((name, outcomes) -> table.add(streams, name, outcomes, first));
    }

    private PipelineRequest request(Target target, int frames, boolean isPaced) {
        return new PipelineRequest(target, transport, frames, isPaced, options.number("size", 20_700));
    }
}
