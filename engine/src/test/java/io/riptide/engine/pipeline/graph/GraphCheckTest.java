package io.riptide.engine.pipeline.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.riptide.engine.pipeline.graph.PipelineGraph.Vertex;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.testing.PipelineRig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphCheckTest {
    private final PipelineRig rig = new PipelineRig();

    @Test
    void nodesComeAfterThoseWhoseFramesTheyTake() {
        rig.node("print", "Print", Map.of())
                .node("gain", "Gain", Map.of("gain", 2))
                .sine("sine", 1);
        rig.chain("sine", "gain", "print");
        assertThat(rig.graph().vertices()).extracting(Vertex::id).containsExactly("sine", "gain", "print");
    }

    @Test
    void defaultsAreFilledIn() {
        rig.node("sine", "SineGenerator", Map.of("frequency", 100));
        assertThat(rig.graph().vertices().getFirst().config().values())
                .containsEntry("frequency", 100)
                .containsEntry("sample_rate", 48_000.0)
                .containsEntry("realtime", true);
    }

    @Test
    void allFaultsAreToldAtOnceAndWhere() {
        rig.node("sine", "SineGenerator", Map.of("frequency", -1, "wave", "square"))
                .node("sine", "Gain", Map.of())
                .node("no id", "Gain", Map.of())
                .node("gone", "Reverb", Map.of())
                .edge("sine", "nowhere");
        assertThat(faults())
                .extracting(GraphFault::pointer)
                .containsExactly(
                        "/nodes/0/config/frequency",
                        "/nodes/0/config/wave",
                        "/nodes/1/id",
                        "/nodes/2/id",
                        "/nodes/3/type",
                        "/connections/0/to");
    }

    @Test
    void unknownNamesComeWithThoseThatAreKnown() {
        rig.node("sine", "SinGenerator", Map.of());
        assertThat(faults()).singleElement().satisfies(fault -> {
            assertThat(fault.name()).isEqualTo("SinGenerator");
            assertThat(fault.known()).contains("SineGenerator", "Gain");
        });
    }

    @Test
    void aCycleIsToldWithItsWay() {
        rig.sine("sine", 1)
                .node("a", "Gain", Map.of())
                .node("b", "Gain", Map.of())
                .node("c", "Gain", Map.of());
        rig.chain("sine", "a", "b", "c", "a");
        assertThat(faults()).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).startsWith("/connections/");
            assertThat(fault.detail()).contains("closes a cycle").contains("→");
        });
    }

    @Test
    void aNodeToWhichNoSourceLeadsIsAFault() {
        rig.sine("sine", 1)
                .node("a", "Gain", Map.of())
                .node("b", "Gain", Map.of())
                .edge("a", "b");
        assertThat(faults()).extracting(GraphFault::pointer).containsExactly("/nodes/1", "/nodes/2");
    }

    @Test
    void aSourceTakesNoFramesAndASinkGivesNone() {
        rig.type("Sink", PortKind.SIGNAL, PortKind.NONE, () -> PipelineRig.node((_, _) -> {}));
        rig.sine("sine", 1).node("sink", "Sink", Map.of()).node("gain", "Gain", Map.of());
        rig.edge("sine", "sink").edge("sink", "gain").edge("gain", "sine");
        assertThat(faults()).extracting(GraphFault::pointer).contains("/connections/1/from", "/connections/2/to");
    }

    @Test
    void whatFramesHoldHasToFitAlsoThroughNodesThatPassAnything() {
        rig.type("Records", PortKind.NONE, PortKind.RECORD, () -> PipelineRig.node((_, _) -> {}));
        rig.node("records", "Records", Map.of())
                .node("print", "Print", Map.of())
                .node("gain", "Gain", Map.of());
        rig.chain("records", "print", "gain");
        assertThat(faults()).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).isEqualTo("/connections/1");
            assertThat(fault.detail()).isEqualTo("print gives metadata, and gain takes channels of samples");
        });
    }

    @Test
    void parametersThatDoNotGoTogetherAreAFault() {
        rig.sine("sine", 1)
                .node("low", "Filter", Map.of("cutoff", 5_000, "sample_rate", 8_000))
                .edge("sine", "low");
        assertThat(faults()).extracting(GraphFault::pointer).containsExactly("/nodes/1/config/cutoff");
    }

    @Test
    void boundsOfEdgesHold() {
        rig.sine("sine", 1).node("a", "Gain", Map.of()).node("b", "Gain", Map.of());
        rig.edge(new EdgeSpec("sine", "a", Overflow.BLOCK, 20_000, 1, 0))
                .edge(new EdgeSpec("sine", "b", Overflow.BLOCK, 10, 11, 20_000))
                .edge("sine", "a");
        assertThat(faults())
                .extracting(GraphFault::pointer)
                .contains("/connections/0/capacity", "/connections/1/batch/max_frames", "/connections/1/batch/max_ms");
    }

    @Test
    void anEmptyGraphIsAFault() {
        assertThat(faults()).extracting(GraphFault::pointer).containsExactly("/nodes");
    }

    private List<GraphFault> faults() {
        return catchThrowableOfType(GraphRefusedException.class, () -> PipelineGraph.check(rig.spec(), rig.types()))
                .faults();
    }
}
