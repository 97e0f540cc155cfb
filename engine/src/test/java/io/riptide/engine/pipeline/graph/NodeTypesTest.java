package io.riptide.engine.pipeline.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.NodeType;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.engine.pipeline.signal.SignalNodes;
import io.riptide.engine.testing.PipelineRig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeTypesTest {
    @Test
    void typesOfTheClassPathAreFoundByTheirServicesFile() {
        assertThat(NodeTypes.installed()).singleElement().isInstanceOf(InstalledType.class);
        NodeTypes types = new NodeTypes(withInstalled());
        assertThat(types.find(InstalledType.NAME)).get().isInstanceOf(InstalledType.class);
        assertThat(types.names()).contains(InstalledType.NAME, "Gain").isSorted();
    }

    @Test
    void aGraphNamesAnInstalledTypeAndItsNodesWork() throws Exception {
        PipelineRig rig = new PipelineRig();
        NodeTypes.installed().forEach(rig::type);
        rig.sine("sine", 3).node("mark", InstalledType.NAME, Map.of("mark", "seen"));
        rig.chain("sine", "mark").run();
        assertThat(rig.frames())
                .hasSize(3)
                .allSatisfy(heard -> assertThat(heard.metadata()).containsEntry("mark", "seen"));
    }

    @Test
    void parametersOfAnInstalledTypeAreCheckedLikeOthers() {
        NodeSpec mark = NodeSpec.of("mark", InstalledType.NAME, Map.of());
        PipelineSpec spec = PipelineSpec.of(List.of(mark), List.of());
        assertThat(catchThrowableOfType(
                                GraphRefusedException.class,
                                () -> PipelineGraph.check(spec, new NodeTypes(withInstalled())))
                        .faults())
                .extracting(GraphFault::pointer)
                .contains("/nodes/0/config/mark");
    }

    @Test
    void aTypeThatIsNotInstalledIsNotKnown() {
        assertThat(new NodeTypes(SignalNodes.types()).find(InstalledType.NAME)).isEmpty();
    }

    @Test
    void twoTypesOfOneNameAreRefusedWithBothClasses() {
        List<NodeType> types = withInstalled();
        types.add(new SameName(InstalledType.NAME));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeTypes(types))
                .withMessageContainingAll(InstalledType.NAME, InstalledType.class.getName(), SameName.class.getName());
    }

    @Test
    void anInstalledTypeCannotTakeTheNameOfOneOfTheEngine() {
        List<NodeType> types = withInstalled();
        types.add(new SameName("Gain"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeTypes(types))
                .withMessageContainingAll("Gain", "io.riptide.engine.pipeline.node.MadeType", SameName.class.getName());
    }

    private static List<NodeType> withInstalled() {
        List<NodeType> types = new ArrayList<>(SignalNodes.types());
        types.addAll(NodeTypes.installed());
        return types;
    }

    /// Another type of a name that is taken.
    private record SameName(String name) implements NodeType {
        @Override
        public String description() {
            return "of a test";
        }

        @Override
        public PortKind input() {
            return PortKind.ANY;
        }

        @Override
        public PortKind output() {
            return PortKind.NONE;
        }

        @Override
        public NodeSchema schema() {
            return NodeSchema.EMPTY;
        }

        @Override
        public Node create(NodeConfig config) {
            throw new AssertionError("its name is taken");
        }
    }
}
