package io.riptide.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void percentilesAreOfTheValuesThatWereFed() {
        Histogram ns = Percentiles.histogram();
        for (int us = 1; us <= 1000; us++) {
            ns.recordValue(us * 1000L);
        }

        Percentiles percentiles = Percentiles.of(ns);

        // Three significant digits: at most one in a thousand beside the value.
        assertThat(percentiles.p50Us()).isBetween(499.0, 501.0);
        assertThat(percentiles.p99Us()).isBetween(989.0, 991.0);
        assertThat(percentiles.p999Us()).isBetween(998.0, 1000.0);
        assertThat(percentiles.maxUs()).isBetween(999.0, 1001.0);
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTwo() {
        assertThat(Percentiles.median(List.of(5.0, 1.0, 3.0), value -> value)).isEqualTo(3);
        assertThat(Percentiles.median(List.of(4.0, 1.0), value -> value)).isEqualTo(2.5);
    }

    @Test
    void mediansAreTakenColumnByColumn() {
        Percentiles medians = Percentiles.medians(List.of(
                new Percentiles(1, 30, 50, 90), new Percentiles(2, 10, 70, 80), new Percentiles(3, 20, 60, 100)));

        assertThat(medians).isEqualTo(new Percentiles(2, 20, 60, 90));
    }

    @Test
    void fairnessIsSlowestOverFastest() {
        assertThat(Fairness.of(new long[] {80, 100, 90}).ratio()).isEqualTo(0.8);
        assertThat(Fairness.of(new long[] {7}).ratio()).isEqualTo(1);
        assertThat(Fairness.of(new long[] {0, 5}).ratio()).isZero();
        assertThat(Fairness.of(new long[] {0, 0}).ratio()).isZero();
    }

    @Test
    void columnsAreAligned() {
        Table table = new Table("cell", "n");
        table.add("a", "1");
        table.add("longer", "1,000");

        assertThat(table.toString()).isEqualTo("""
                cell        n
                a           1
                longer  1,000
                """);
    }

    @Test
    void aRatioToNothingIsADash() {
        assertThat(Table.ratio(3, 2)).isEqualTo("1.50");
        assertThat(Table.ratio(3, 0)).isEqualTo("-");
    }

    @Test
    void aTargetIsANameAndAnAddress() {
        Target target = Target.parse("riptide=http://127.0.0.1:8080/bench/sse?count=5&size=128");

        assertThat(target).isEqualTo(new Target("riptide", "127.0.0.1", 8080, "/bench/sse?count=5&size=128"));
        assertThat(target.queryNumber("count", -1)).isEqualTo(5);
        assertThat(target.queryNumber("rate", -1)).isEqualTo(-1);
        assertThat(Transport.ofPath(target.pathAndQuery())).isEqualTo(Transport.SSE);
    }

    @Test
    void aProcessHasCpuTime() throws Exception {
        assertThat(Machine.cpuNs(ProcessHandle.current().pid())).isPositive();
        assertThat(Machine.describe()).containsKeys("os", "java", "cpu", "commit", "client_cores");
    }
}
