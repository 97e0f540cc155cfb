package io.riptide.server.pipeline;

import io.riptide.engine.pipeline.graph.PipelineGraph;
import io.riptide.engine.pipeline.graph.PipelineGraph.Edge;
import io.riptide.server.event.Json;
import io.riptide.server.pipeline.json.EnumWord;
import io.riptide.server.pipeline.json.NodeJson;
import io.riptide.server.pipeline.json.PlainJson;
import tools.jackson.core.JsonGenerator;

/// Writes what a pipeline is and does.
final class LiveJson {
    private LiveJson() {}

    /// The members of an object that is begun.
    static void write(JsonGenerator json, LivePipeline live) {
        PipelineGraph graph = live.graph();
        json.writeStringProperty("run_id", live.runId());
        json.writeStringProperty("state", EnumWord.of(live.state()));
        json.writeStringProperty("priority", EnumWord.of(graph.spec().priority()));
        json.writeNumberProperty("revision", live.revision());
        json.writeNumberProperty("frames", live.frames());
        json.writeArrayPropertyStart("nodes");
        live.figures().forEach(node -> NodeJson.figures(json, node));
        json.writeEndArray();
        json.writeObjectPropertyStart("config");
        graph.vertices().forEach(vertex -> {
            json.writeObjectPropertyStart(vertex.id());
            PlainJson.write(json, vertex.config().values());
            json.writeEndObject();
        });
        json.writeEndObject();
        json.writeArrayPropertyStart("connections");
        graph.edges().forEach(edge -> write(json, edge));
        json.writeEndArray();
    }

    /// The fields that say where the pipeline is in its life.
    static byte[] state(LivePipeline live) {
        return Json.object(json -> {
            json.writeStringProperty("state", EnumWord.of(live.state()));
            json.writeNumberProperty("revision", live.revision());
            json.writeNumberProperty("frames", live.frames());
        });
    }

    /// The fields that say that it waits for a place behind `ahead` others.
    static byte[] waits(LivePipeline live, int ahead) {
        return Json.object(json -> {
            json.writeStringProperty("state", EnumWord.of(live.state()));
            json.writeNumberProperty("ahead", ahead);
        });
    }

    private static void write(JsonGenerator json, Edge edge) {
        json.writeStartObject();
        json.writeStringProperty("from", edge.spec().from());
        json.writeStringProperty("to", edge.to());
        json.writeStringProperty("overflow", EnumWord.of(edge.spec().overflow()));
        json.writeNumberProperty("capacity", edge.capacity());
        json.writeEndObject();
    }
}
