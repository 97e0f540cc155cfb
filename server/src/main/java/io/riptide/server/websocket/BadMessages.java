package io.riptide.server.websocket;

import io.netty.buffer.Unpooled;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.websocket.CloseCode;
import io.riptide.protocol.websocket.WebSocketHandler;
import io.riptide.server.event.Json;
import io.riptide.server.problem.Problem;

/// Answers the messages of one socket that will not do, until there are too many of them.
///
/// - **Bounds:** [#IN_A_ROW_MAX] in a row; the next one closes the socket with 1008.
@OnEventLoop
final class BadMessages {
    private static final int IN_A_ROW_MAX = 10;

    private int inARow;

    /// A good one has come.
    void interrupted() {
        inARow = 0;
    }

    /// Answers a bad one, which named this id unless that is empty.
    void answer(WebSocketHandler socket, String id, Problem problem) {
        socket.sendText(Unpooled.wrappedBuffer(error(id, problem)));
        inARow++;
        if (inARow > IN_A_ROW_MAX) {
            socket.close(CloseCode.POLICY, "more than " + IN_A_ROW_MAX + " bad messages in a row");
        }
    }

    /// The `error` message that tells of `problem`, to the message of this id unless that is empty.
    static byte[] error(String id, Problem problem) {
        return Json.object(json -> {
            json.writeStringProperty("type", "error");
            if (!id.isEmpty()) {
                json.writeStringProperty("id", id);
            }
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("type", problem.slug());
            json.writeStringProperty("message", problem.detail());
            json.writeBooleanProperty("retryable", problem.retryable());
            if (!problem.faults().isEmpty()) {
                json.writeArrayPropertyStart("errors");
                problem.faults().forEach(fault -> {
                    json.writeStartObject();
                    json.writeStringProperty("pointer", fault.pointer());
                    json.writeStringProperty("detail", fault.detail());
                    json.writeEndObject();
                });
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }
}
