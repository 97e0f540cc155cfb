package io.riptide.bench.load;

import io.riptide.bench.baseline.PacedLinesServer;
import io.riptide.bench.wire.Target;
import io.riptide.bench.wire.Transport;
import java.nio.ByteBuffer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How frames are asked for: of a Riptide server a graph of five nodes in a row, of a [PacedLinesServer], whose
/// path says that it is one, lines.
///
/// @param frames how many
/// @param isPaced whether they come as the sample rate has it; else as fast as they are taken
/// @param lineBytes of a line of the other
record PipelineRequest(Target target, Transport transport, int frames, boolean isPaced, int lineBytes) {
    /// Of a frame at 48 kHz.
    static final long PERIOD_NS = Math.round(1_024 * 1e9 / 48_000);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte TEXT = (byte) 0x81;
    private static final byte MASKED_MEDIUM = (byte) (0x80 | 126);

    private boolean isOfLines() {
        return target.pathAndQuery().equals(PacedLinesServer.PATH);
    }

    /// How what comes is framed; lines know one way only.
    Transport framing() {
        return isOfLines() ? Transport.NDJSON : transport;
    }

    /// What a connection begins with.
    ByteBuffer opening() {
        if (isOfLines()) {
            long periodNs = isPaced ? PERIOD_NS : 1;
            return Transport.NDJSON.request(target.withPath(
                    target.pathAndQuery() + "?count=" + frames + "&size=" + lineBytes + "&period_ns=" + periodNs));
        }
        Target path = target.withPath("/pipelines" + transport.suffix());
        return transport == Transport.WEBSOCKET
                ? transport.request(path)
                : Transport.post(path, "application/json", JSON.writeValueAsBytes(body()));
    }

    /// What is sent once a socket is open, in a frame with a mask of zeros (RFC 6455, 5.3).
    ByteBuffer command() {
        ObjectNode command = JSON.createObjectNode().put("type", "pipeline").put("id", "bench");
        command.setAll(body());
        byte[] text = JSON.writeValueAsBytes(command);
        return ByteBuffer.allocate(2 + Short.BYTES + Integer.BYTES + text.length)
                .put(TEXT)
                .put(MASKED_MEDIUM)
                .putShort((short) text.length)
                .putInt(0)
                .put(text)
                .flip();
    }

    private ObjectNode body() {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode graph = body.putObject("pipeline");
        ArrayNode nodes = graph.putArray("nodes");
        node(nodes, "sine", "SineGenerator").put("frames", frames).put("realtime", isPaced);
        node(nodes, "gain", "Gain").put("gain", 0.5);
        node(nodes, "filter", "Filter").put("cutoff", 2_000);
        node(nodes, "average", "MovingAverage").put("length", 8);
        node(nodes, "print", "Print");
        ArrayNode connections = graph.putArray("connections");
        for (int i = 1; i < nodes.size(); i++) {
            connections
                    .addObject()
                    .put("from", nodes.get(i - 1).path("id").asString())
                    .put("to", nodes.get(i).path("id").asString());
        }
        return body;
    }

    private static ObjectNode node(ArrayNode nodes, String id, String type) {
        return nodes.addObject().put("id", id).put("type", type).putObject("config");
    }
}
