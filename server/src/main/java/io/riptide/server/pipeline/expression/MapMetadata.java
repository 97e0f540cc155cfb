package io.riptide.server.pipeline.expression;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.FrameNode;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.NodeSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives frames other metadata: of what came, that of `keep`, without that of `remove`, with that of `set`.
///
/// All expressions see the metadata that came. A field whose expression is null is taken away.
final class MapMetadata implements FrameNode {
    private static final String SET = "set";
    private static final String KEEP = "keep";
    private static final String REMOVE = "remove";
    private static final int FIELDS_MAX = 64;

    static final NodeSchema SCHEMA = NodeSchema.EMPTY
            .withOptionalTexts(
                    SET,
                    FIELDS_MAX,
                    "Fields, each as name = expression, as in site.key = lower(site.name) + '-' + frame.sequence_id. An"
                            + " expression sees the metadata as it came; where it is null, the field is taken away.")
            .withOptionalTexts(KEEP, FIELDS_MAX, "Names of the only fields to be kept; all if it is left out.")
            .withOptionalTexts(REMOVE, FIELDS_MAX, "Names of fields to be taken away.");

    private List<Assignment> assignments = List.of();
    private Optional<List<FieldPath>> kept = Optional.empty();
    private List<FieldPath> removed = List.of();

    MapMetadata(NodeConfig config) {
        configure(config);
    }

    static void check(NodeConfig config, NodeSchema.Faults faults) {
        if (!config.has(SET) && !config.has(KEEP) && !config.has(REMOVE)) {
            faults.wrong(SET, "is required where there is neither keep nor remove");
        }
        List<FieldPath> set = new ArrayList<>();
        for (String text : texts(config, SET)) {
            try {
                FieldPath target = Assignment.of(text).target();
                set.stream()
                        .filter(target::crosses)
                        .findFirst()
                        .ifPresent(other -> faults.wrong(
                                SET, "sets " + target + " and " + other + ", of which one is in the other"));
                set.add(target);
            } catch (ExpressionRefusedException e) {
                faults.wrong(SET, e.reason());
            }
        }
        for (String name : List.of(KEEP, REMOVE)) {
            for (String path : texts(config, name)) {
                if (FieldPath.of(path).isEmpty()) {
                    faults.wrong(name, "must be " + FieldPath.RULE + ", not " + path);
                }
            }
        }
    }

    private static List<String> texts(NodeConfig config, String name) {
        return config.has(name) ? config.texts(name) : List.of();
    }

    @Override
    public void configure(NodeConfig config) {
        assignments = texts(config, SET).stream().map(Assignment::ofChecked).toList();
        kept = config.has(KEEP) ? Optional.of(paths(config, KEEP)) : Optional.empty();
        removed = paths(config, REMOVE);
    }

    private static List<FieldPath> paths(NodeConfig config, String name) {
        return texts(config, name).stream().map(FieldPath::ofChecked).toList();
    }

    @Override
    public void onFrame(Frame frame, NodeOutput out) throws Exception {
        Map<String, Object> fields = changed(frame);
        Frame mine = out.exclusive(frame);
        mine.metadata().clear();
        mine.metadata().putAll(fields);
        out.emit(mine);
    }

    private Map<String, Object> changed(Frame frame) throws ExpressionFailedException, InterruptedException {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (kept.isPresent()) {
            for (FieldPath path : kept.get()) {
                Object value = path.get(frame.metadata());
                if (value != null) {
                    path.put(fields, value);
                }
            }
        } else {
            fields.putAll(frame.metadata());
        }
        removed.forEach(path -> path.remove(fields));
        FieldScope scope = new FieldScope(frame);
        PlainValues values = new PlainValues();
        for (Assignment assignment : assignments) {
            Object value = values.plain(assignment.value().value(scope));
            if (value == null) {
                assignment.target().remove(fields);
            } else {
                assignment.target().put(fields, value);
            }
        }
        return fields;
    }
}
