package io.riptide.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What tests say over a socket of commands, and hear.
final class Commands {
    private Commands() {}

    /// Sends a command, written with single quotes for the sake of the eyes.
    static void say(RawHttp client, String command) throws IOException {
        client.say(1, command.replace('\'', '"').getBytes(UTF_8));
    }

    static JsonNode next(RawHttp client) throws IOException {
        return Json.mapper().readTree(client.frame());
    }

    /// The next message of `type`; others are passed over.
    static JsonNode nextOf(RawHttp client, String type) throws IOException {
        JsonNode event = next(client);
        while (!text(event, "type").equals(type)) {
            event = next(client);
        }
        return event;
    }

    static List<JsonNode> untilSummary(RawHttp client, String stream) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        do {
            events.add(next(client));
        } while (!text(events.getLast(), "type").equals("summary")
                || !text(events.getLast(), "stream").equals(stream));
        return events;
    }

    static String text(JsonNode node, String member) {
        return node.path(member).stringValue("");
    }
}
