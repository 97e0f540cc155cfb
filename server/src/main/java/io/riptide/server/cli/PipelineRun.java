package io.riptide.server.cli;

import io.riptide.server.cli.view.FrameLine;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.node.ObjectNode;

/// A graph run on a server before a person's eyes, to its end or to so many frames.
///
/// @param server where it runs
/// @param line how frames look
record PipelineRun(HttpClient client, URI server, Terminal terminal, OutputFormat format, FrameLine line) {
    /// Has `path` take `body`, and cancels the run after `framesMax` frames; returns the code to exit with.
    int run(String path, ObjectNode body, long framesMax) throws CommandFailure, InterruptedException {
        var screen = new PipelineScreen(terminal, format, line, System::nanoTime, framesMax, this::cancel);
        StreamEvent last = new WorkRequest(client, server, path).run(body, screen);
        if (last.type().equals("error")) {
            terminal.failure("riptide: " + EventText.line(last));
            return ExitCode.FAILED;
        }
        String outcome = last.fields().path("outcome").asString("");
        boolean isWanted = outcome.equals("completed") || (outcome.equals("cancelled") && screen.isFull());
        return isWanted ? ExitCode.DONE : ExitCode.FAILED;
    }

    /// Nothing waits for the answer: that the run ends is seen by its last event, and one that has ended already
    /// needs no cancelling.
    private void cancel(String runId) {
        var request = HttpRequest.newBuilder(server.resolve("/runs/" + runId))
                .DELETE()
                .build();
        var _ = client.sendAsync(request, BodyHandlers.discarding());
    }
}
