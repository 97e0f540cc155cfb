package io.riptide.server.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `riptide tail`: follows any stream of a server.
@Command(
        name = "tail",
        description = "Follows a stream (NDJSON or SSE), coming back at the last cursor when the connection breaks.",
        footer = {"", "For example: riptide tail http://127.0.0.1:8080/topics/news/stream"})
final class TailCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "URL", description = "The stream's address.")
    private URI stream = Environment.SERVER;

    @Option(names = "--since", paramLabel = "CURSOR", description = "Where to begin: a cursor, earliest or latest.")
    private @Nullable String since;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "10",
            description = "Tries in a row without an event before giving up (${DEFAULT-VALUE}).")
    private int retries = 10;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "text or ndjson.")
    private OutputFormat format = OutputFormat.TEXT;

    @Option(names = "--quiet", description = "No messages.")
    private boolean isQuiet;

    TailCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = environment.terminal();
        if (isQuiet) {
            terminal.quiet();
        }
        if (stream.getScheme() == null || !stream.getScheme().matches("https?") || stream.getHost() == null) {
            throw CommandFailure.failed(stream + " is no http address");
        }
        HttpClient client = Clients.open();
        try {
            URI start = since == null ? stream : EventFollower.withSince(stream, since);
            StreamEvent last = new EventFollower(client, terminal, retries).follow(start, this::print);
            return last.type().equals("error") ? ExitCode.FAILED : ExitCode.DONE;
        } finally {
            client.shutdownNow();
        }
    }

    private void print(StreamEvent event) {
        environment.terminal().result(format == OutputFormat.NDJSON ? event.text() : EventText.line(event));
    }
}
