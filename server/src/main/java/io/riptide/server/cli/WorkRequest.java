package io.riptide.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Sends work to a server and shows what comes back.
final class WorkRequest {
    private final HttpClient client;
    private final URI server;
    private final String path;

    /// A request to `path`, where work of one kind is taken.
    WorkRequest(HttpClient client, URI server, String path) {
        this.client = client;
        this.server = server;
        this.path = path;
    }

    /// Returns the terminal event, which was shown like all others.
    ///
    /// @throws CommandFailure when the server cannot be reached, says no, or the stream ends too soon
    StreamEvent run(ObjectNode body, EventScreen screen) throws CommandFailure, InterruptedException {
        var request = HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        screen.sent();
        boolean isConnected = false;
        StreamEvent last = null;
        try (EventStream events = EventStream.open(client, request)) {
            for (Optional<StreamEvent> event = events.next(); event.isPresent(); event = events.next()) {
                isConnected = true;
                screen.show(event.get());
                last = event.get();
            }
        } catch (StreamRefused e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            String what = isConnected ? "lost " : "cannot reach ";
            throw CommandFailure.failed(what + server + " (" + RiptideCommand.reason(e) + ")");
        }
        if (last == null || !last.isTerminal()) {
            throw CommandFailure.failed("the stream was cut after " + screen.soFar());
        }
        return last;
    }
}
