package io.riptide.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs every benchmark for a blink in this JVM, so that none can rot. The figures mean nothing.
class BenchmarkSmokeTest {
    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results = run(".*");

        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
        assertThat(results.stream()
                        .map(result -> result.getParams().getBenchmark())
                        .collect(Collectors.toSet()))
                .isEqualTo(benchmarksInTheCode());
    }

    /// The table a run ends with, from a real run of the cheapest question.
    @Test
    void theTableShowsAnAlternativeInMultiplesOfTheChosenOne() throws RunnerException {
        RatioTable table = RatioTable.of(run("CounterChoice|HistogramBenchmark"));

        assertThat(table.rows()).extracting(RatioTable.Row::answer).containsExactly("longAdder", "atomicLong");
        RatioTable.Row chosen = table.rows().getFirst();
        RatioTable.Row other = table.rows().getLast();
        assertThat(chosen.ratio()).isEqualTo(1.0);
        assertThat(other.ratio()).isEqualTo(other.time() / chosen.time());
        assertThat(table.markdown().lines()).hasSize(4).allMatch(line -> line.startsWith("|") && line.endsWith("|"));
    }

    private static Collection<RunResult> run(String include) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(include)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(10))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    private static Set<String> benchmarksInTheCode() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.riptide.bench.jmh")
                        .stream()
                        .filter(type -> !type.getName().contains("jmh_generated"))
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(Benchmark.class))
                        .map(method -> method.getOwner().getName() + '.' + method.getName())
                        .collect(Collectors.toSet());
    }
}
