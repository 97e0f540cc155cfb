package io.riptide.server.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NodeTextTest {
    private static final String FIGURES =
            "\"frames_in\":7,\"frames_out\":6,\"errors\":1,\"dropped\":2,\"inbox\":3,\"inbox_capacity\":16,"
                    + "\"latency_us\":{\"p50\":1.25,\"p99\":20,\"max\":30}}";

    @Test
    void aStateIsToldWithItsReason() {
        assertThat(NodeText.event(read("{\"node\":\"gain\",\"state\":\"running\"}")))
                .isEqualTo("node gain: running");
        assertThat(NodeText.event(read("{\"node\":\"gain\",\"state\":\"failed\",\"error\":\"no\\u0007\\nway\"}")))
                .isEqualTo("node gain: failed: no? way");
    }

    @Test
    void aNoteIsToldAsItIs() {
        assertThat(NodeText.event(read("{\"node\":\"pages\",\"note\":\"the crawl was cancelled\"}")))
                .isEqualTo("node pages: the crawl was cancelled");
    }

    @Test
    void aPipelineIsToldWhereItIsButNotThatItBegan() {
        assertThat(NodeText.pipeline(read("{\"state\":\"queued\",\"ahead\":2}")))
                .contains("pipeline: queued, 2 before it");
        assertThat(NodeText.pipeline(read("{\"state\":\"running\",\"revision\":0,\"frames\":0}")))
                .isEmpty();
        assertThat(NodeText.pipeline(read("{\"state\":\"running\",\"revision\":0,\"frames\":7}")))
                .contains("pipeline: running");
        assertThat(NodeText.pipeline(read("{\"state\":\"paused\",\"revision\":1,\"frames\":7}")))
                .contains("pipeline: paused, changed 1 time");
        assertThat(NodeText.pipeline(read("{\"state\":\"running\",\"revision\":2,\"frames\":7}")))
                .contains("pipeline: running, changed 2 times");
    }

    @Test
    void aReportTellsWhatANodeCounts() {
        assertThat(NodeText.event(read("{\"node\":\"gain\",\"node_type\":\"Gain\",\"state\":\"running\"," + FIGURES)))
                .isEqualTo("node gain: running, in 7, out 6, errors 1, dropped 2, inbox 3/16, p50 1.25 µs, p99 20 µs");
    }

    @Test
    void aSummaryIsATable() {
        assertThat(NodeText.summary(read("[{\"node\":\"gain\",\"type\":\"Gain\"," + FIGURES + "]")))
                .containsExactly(
                        "NODE  TYPE  IN  OUT  ERRORS  DROPPED  P50 µs  P99 µs",
                        "gain  Gain   7    6       1        2    1.25      20");
    }

    private static JsonNode read(String json) {
        return JsonMapper.shared().readTree(json);
    }
}
