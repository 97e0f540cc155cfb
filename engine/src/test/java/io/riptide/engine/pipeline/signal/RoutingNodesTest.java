package io.riptide.engine.pipeline.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.graph.FanIn;
import io.riptide.engine.pipeline.graph.GraphFault;
import io.riptide.engine.pipeline.graph.GraphRefusedException;
import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.testing.PipelineRig;
import io.riptide.engine.testing.PipelineRig.Heard;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nodes that only say where frames go.
class RoutingNodesTest {
    private final PipelineRig rig = new PipelineRig();

    @Test
    void whatEndsInNullIsSentToNobody() throws Exception {
        rig.sine("sine", 500)
                .node("null", "Null", Map.of())
                .chain("sine", "null")
                .run();
        assertThat(rig.frames()).isEmpty();
        assertThat(rig.figures("null").framesIn()).isEqualTo(500);
        assertThat(rig.figures("null").framesOut()).isZero();
    }

    @Test
    void aBranchBesideNullIsSent() throws Exception {
        rig.sine("sine", 50).node("null", "Null", Map.of()).node("gain", "Gain", Map.of());
        rig.edge("sine", "null").edge("sine", "gain").run();
        assertThat(rig.frames()).hasSize(50).extracting(Heard::node).containsOnly("gain");
    }

    @Test
    void nullTakesMetadataToo() throws Exception {
        record("Records", "a", 7);
        rig.node("records", "Records", Map.of())
                .node("null", "Null", Map.of())
                .chain("records", "null")
                .run();
        assertThat(rig.frames()).isEmpty();
        assertThat(rig.figures("null").framesIn()).isEqualTo(7);
    }

    @Test
    void nothingCanFollowNull() {
        rig.sine("sine", 1).node("null", "Null", Map.of()).node("gain", "Gain", Map.of());
        rig.chain("sine", "null", "gain");
        assertThat(faults()).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).isEqualTo("/connections/1/from");
            assertThat(fault.detail()).contains("Null").contains("gives no frames");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Null", "Merge", "Join"})
    void nodesThatAreToldNothingRefuseParameters(String type) {
        rig.sine("sine", 1).node("node", type, Map.of("every", 2)).chain("sine", "node");
        assertThat(faults()).extracting(GraphFault::pointer).containsExactly("/nodes/1/config/every");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Print", "DebugSink"})
    void framesAreShownAllOrEachSoManieth(String type) throws Exception {
        rig.sine("sine", 100).node("all", type, Map.of()).node("some", type, Map.of("every", 25));
        rig.edge("sine", "all").edge("sine", "some").run();
        assertThat(rig.frames("all")).hasSize(100);
        assertThat(rig.frames("some")).extracting(Heard::sequenceId).containsExactly(0L, 25L, 50L, 75L);
    }

    @Test
    void aMergePassesFramesOnWithTheirOwnNumbers() throws Exception {
        rig.sine("a", 300).sine("b", 200).node("merge", "Merge", Map.of());
        rig.edge("a", "merge").edge("b", "merge").run();
        List<Long> expected = LongStream.concat(LongStream.range(0, 300), LongStream.range(0, 200))
                .boxed()
                .toList();
        assertThat(rig.frames()).extracting(Heard::sequenceId).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rig.frames())
                .allSatisfy(heard -> assertThat(heard.channels()).containsOnlyKeys("main"));
    }

    @Test
    void aMergeWaitsForNoOtherInput() throws Exception {
        record("Records", "a", 5);
        rig.sine("sine", 3).node("records", "Records", Map.of()).node("merge", "Merge", Map.of());
        rig.edge("sine", "merge").edge("records", "merge").run();
        assertThat(rig.frames()).hasSize(8);
        assertThat(rig.frames().stream().filter(heard -> heard.channels().isEmpty()))
                .hasSize(5);
    }

    @Test
    void aJoinHasAllChannelsAndMetadataOfFramesWithOneNumber() throws Exception {
        record("Records", "word", 3);
        rig.sine("sine", 4)
                .node("twice", "Gain", Map.of("gain", 2))
                .node("records", "Records", Map.of())
                .node("join", "Join", Map.of())
                .edge("sine", "join")
                .chain("sine", "twice", "join")
                .edge("records", "join")
                .run();
        assertThat(rig.frames()).extracting(Heard::sequenceId).containsExactly(0L, 1L, 2L);
        assertThat(rig.frames()).allSatisfy(heard -> {
            assertThat(heard.channels()).containsOnlyKeys("main", "twice.main");
            assertThat(heard.metadata()).containsEntry("word", heard.sequenceId());
            double[] twice = Arrays.stream(heard.main()).map(x -> 2 * x).toArray();
            assertThat(twice).hasSize(8);
            assertThat(heard.channels().get("twice.main")).isEqualTo(twice);
        });
    }

    @Test
    void aJoinSkipsFramesWhoseFellowsAreMissing() throws Exception {
        rig.sine("sine", 10)
                .node("third", "Print", Map.of("every", 3))
                .node("join", "Join", Map.of())
                .edge("sine", "join")
                .chain("sine", "third", "join")
                .run();
        assertThat(rig.frames("join")).extracting(Heard::sequenceId).containsExactly(0L, 3L, 6L, 9L);
        assertThat(rig.figures("join").skipped()).isEqualTo(6);
    }

    @Test
    void onlyAJoinIsAlignedUnlessTheGraphSaysOtherwise() {
        rig.sine("sine", 1).node("merge", "Merge", Map.of()).node("join", "Join", Map.of());
        rig.edge("sine", "merge").edge("sine", "join");
        PipelineGraph graph = rig.graph();
        assertThat(graph.vertices())
                .filteredOn(Vertex::isAligned)
                .extracting(Vertex::id)
                .containsExactly("join");
        assertThat(graph.vertices())
                .allSatisfy(vertex -> assertThat(vertex.spec().fanIn()).isEqualTo(FanIn.BY_TYPE));
    }

    /// A type of sources of frames without channels, in which `key` is their number.
    private void record(String name, String key, int frames) {
        rig.type(
                name,
                PortKind.NONE,
                PortKind.RECORD,
                () -> PipelineRig.making(out -> {
                    Frame frame = out.acquire();
                    frame.metadata().put(key, frame.sequenceId());
                    boolean hasMore = frame.sequenceId() + 1 < frames;
                    out.emit(frame);
                    return hasMore;
                }));
    }

    private List<GraphFault> faults() {
        return catchThrowableOfType(GraphRefusedException.class, () -> PipelineGraph.check(rig.spec(), rig.types()))
                .faults();
    }
}
