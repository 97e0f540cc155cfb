package io.riptide.server.observe;

import io.riptide.engine.pipeline.pool.PoolSnapshot;
import io.riptide.server.pipeline.PipelineFigures;
import io.riptide.server.pipeline.json.EnumWord;
import io.riptide.server.pipeline.json.NodeJson;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JsonGenerator;

/// The member `pipelines` of `/stats`.
final class PipelineText {
    private static final double NS_PER_MS = 1_000_000;

    private PipelineText() {}

    static void write(JsonGenerator json, PipelineFigures figures) {
        json.writeObjectPropertyStart("pipelines");
        PoolSnapshot pool = figures.pool();
        json.writeNumberProperty("active", pool.active());
        json.writeNumberProperty("active_max", pool.activeMax());
        json.writeNumberProperty("queued", pool.queued());
        json.writeNumberProperty("queue_max", pool.queueMax());
        json.writeNumberProperty("oldest_wait_ms", pool.oldestMs());
        json.writeNumberProperty("refused", pool.refused());
        json.writeNumberProperty("completed", figures.completed());
        json.writeNumberProperty("failed", figures.failed());
        json.writeNumberProperty("nodes_abandoned", figures.abandoned());
        json.writeNumberProperty("frames", figures.frames());
        json.writeNumberProperty("memory_bytes", figures.memoryBytes());
        json.writeNumberProperty("memory_bytes_max", figures.memoryBytesMax());
        json.writeObjectPropertyStart("priorities");
        pool.lines().forEach(line -> write(json, line));
        json.writeEndObject();
        json.writeArrayPropertyStart("runs");
        figures.runs().forEach(run -> write(json, run));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, PoolSnapshot.Line line) {
        json.writeObjectPropertyStart(EnumWord.of(line.priority()));
        json.writeNumberProperty("target_ms", line.priority().target().toMillis());
        json.writeNumberProperty("queued", line.queued());
        json.writeNumberProperty("admitted", line.admitted());
        json.writeNumberProperty("late", line.late());
        Histogram waits = line.waits();
        json.writeObjectPropertyStart("wait_ms");
        json.writeNumberProperty("p50", waits.getValueAtPercentile(50) / NS_PER_MS);
        json.writeNumberProperty("p99", waits.getValueAtPercentile(99) / NS_PER_MS);
        json.writeNumberProperty("max", waits.getMaxValue() / NS_PER_MS);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, PipelineFigures.Live run) {
        json.writeStartObject();
        json.writeStringProperty("run_id", run.runId());
        json.writeStringProperty("state", run.state());
        json.writeNumberProperty("frames", run.frames());
        json.writeArrayPropertyStart("nodes");
        run.nodes().forEach(node -> NodeJson.figures(json, node));
        json.writeEndArray();
        json.writeEndObject();
    }
}
