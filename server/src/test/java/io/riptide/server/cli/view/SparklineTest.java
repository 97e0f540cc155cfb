package io.riptide.server.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SparklineTest {
    @Test
    void eachSampleIsABlockWhileThereIsRoom() {
        assertThat(Sparkline.of(new double[] {0, 1, 2, 3, 4, 5, 6, 7}, 32)).isEqualTo("▁▂▃▄▅▆▇█");
        assertThat(Sparkline.of(new double[] {-7, 0}, 32)).isEqualTo("▁█");
    }

    @Test
    void aBlockIsAsHighAsTheGreatestOfItsPart() {
        assertThat(Sparkline.of(new double[] {0, 7, 0, 0, 1, 3}, 3)).isEqualTo("█▁▄");
    }

    @Test
    void thereAreNeverMoreBlocksThanAskedFor() {
        assertThat(Sparkline.of(new double[1_000], 32)).isEqualTo("▁".repeat(32));
        assertThat(Sparkline.of(new double[33], 32)).hasSize(32);
        assertThat(Sparkline.of(new double[0], 32)).isEmpty();
    }

    @Test
    void whatIsNoNumberIsABlank() {
        double[] samples = {0, Double.NaN, 1, Double.POSITIVE_INFINITY};
        assertThat(Sparkline.of(samples, 4)).isEqualTo("▁ █ ");
        double[] none = new double[3];
        Arrays.fill(none, Double.NaN);
        assertThat(Sparkline.of(none, 4)).isEqualTo("   ");
    }

    @Test
    void theGreatestSpanThereIsIsDrawn() {
        assertThat(Sparkline.of(new double[] {-Double.MAX_VALUE, 0, Double.MAX_VALUE}, 4))
                .isEqualTo("▁▅█");
    }
}
