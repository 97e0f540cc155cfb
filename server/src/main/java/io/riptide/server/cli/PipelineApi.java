package io.riptide.server.cli;

import io.riptide.server.pipeline.store.StoredGraph;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a server is asked about pipelines, one answer a question.
///
/// - **Threading:** one thread, which waits.
/// - **Failure:** [CommandFailure] in the server's words when it says no, or when it cannot be reached.
final class PipelineApi {
    private static final int STATUS_REFUSED_MIN = 300;
    private static final int STATUS_CREATED = 201;

    private final HttpClient client;
    private final URI server;

    PipelineApi(HttpClient client, URI server) {
        this.client = client;
        this.server = server;
    }

    /// Where graph `name` is.
    ///
    /// @throws CommandFailure when no graph can be called that
    static String path(String name) throws CommandFailure {
        if (!StoredGraph.isName(name)) {
            throw CommandFailure.usage("'" + name + "' is no name of a pipeline: " + StoredGraph.NAME_FORM);
        }
        return "/pipelines/" + name;
    }

    /// The document at `path`.
    JsonNode get(String path) throws CommandFailure, InterruptedException {
        HttpResponse<String> answer = send(request(path).build());
        try {
            return JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            throw CommandFailure.failed(answer.uri() + " answered no JSON: " + e.getOriginalMessage());
        }
    }

    /// Stores `graph` at `path`; whether there was none before.
    boolean put(String path, JsonNode graph) throws CommandFailure, InterruptedException {
        HttpRequest request =
                request(path).PUT(BodyPublishers.ofString(graph.toString())).build();
        return send(request).statusCode() == STATUS_CREATED;
    }

    void delete(String path) throws CommandFailure, InterruptedException {
        send(request(path).DELETE().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest request) throws CommandFailure, InterruptedException {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= STATUS_REFUSED_MIN) {
                throw CommandFailure.failed(
                        request.uri() + " answered " + answer.statusCode() + ProblemText.of(answer.body()));
            }
            return answer;
        } catch (IOException e) {
            throw CommandFailure.failed("cannot reach " + server + " (" + RiptideCommand.reason(e) + ")");
        }
    }
}
