package io.riptide.bench.jmh;

import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the benchmarks with the garbage profiler, writes the results as JSON and prints what each rejected
/// design costs beside the chosen one.
///
/// Arguments are the file for the JSON, a regular expression for the benchmarks, and JMH's own options, those
/// in one argument.
public final class Suite {
    private Suite() {}

    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        if (args.length < 2) {
            throw new IllegalArgumentException("arguments are JSON-FILE INCLUDED [JMH-OPTIONS]");
        }
        String options = args.length == 2 ? "" : args[2].strip();
        CommandLineOptions asked =
                new CommandLineOptions(options.isEmpty() ? new String[0] : options.split("\\s+", -1));
        ChainedOptionsBuilder suite = new OptionsBuilder()
                .parent(asked)
                .include(args[1])
                .resultFormat(ResultFormatType.JSON)
                .result(Path.of(args[0]).toString());
        if (asked.getProfilers().isEmpty()) {
            suite = suite.addProfiler(GCProfiler.class);
        }
        RatioTable table = RatioTable.of(new Runner(suite.build()).run());
        System.out.println();
        System.out.print(table.markdown());
    }
}
