package io.riptide.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// The events of one response, NDJSON or SSE by its content type.
///
/// - **Threading:** one thread.
/// - **Ownership:** owns the response's body; [#close] gives the connection up.
/// - **Failure:** [StreamRefused] when the answer is no stream; [IOException] when it breaks or is not what it
///   says.
/// - **Source:** ndjson.org; WHATWG HTML, 9.2.6 "Interpreting an event stream".
final class EventStream implements AutoCloseable {
    private static final int PROBLEM_BYTES_MAX = 64 << 10;

    private final InputStream body;
    private final LineReader lines;
    private final boolean isSse;

    private EventStream(InputStream body, boolean isSse) {
        this.body = body;
        this.lines = new LineReader(body);
        this.isSse = isSse;
    }

    static EventStream open(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException, StreamRefused {
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        String type = response.headers().firstValue("content-type").orElse("");
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                throw refused(response, new String(body.readNBytes(PROBLEM_BYTES_MAX), StandardCharsets.UTF_8));
            }
        }
        boolean isSse = type.startsWith("text/event-stream");
        if (!isSse && !type.startsWith("application/x-ndjson")) {
            response.body().close();
            throw new StreamRefused(request.uri() + " is no stream of events but " + type, false, Duration.ZERO);
        }
        return new EventStream(response.body(), isSse);
    }

    /// The next event, or nothing when the response is at its end.
    Optional<StreamEvent> next() throws IOException {
        try {
            return (isSse ? nextSse() : nextLine()).map(StreamEvent::parse);
        } catch (JacksonException e) {
            throw new IOException("an event is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Optional<String> nextLine() throws IOException {
        Optional<String> line = lines.next();
        while (line.isPresent() && line.get().isBlank()) {
            line = lines.next();
        }
        return line;
    }

    private Optional<String> nextSse() throws IOException {
        var data = new StringBuilder();
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            String text = line.get();
            if (text.isEmpty() && !data.isEmpty()) {
                return Optional.of(data.toString());
            }
            if (text.startsWith("data:")) {
                if (!data.isEmpty()) {
                    data.append('\n');
                }
                data.append(text.startsWith("data: ") ? text.substring(6) : text.substring(5));
                if (data.length() > LineReader.LINE_BYTES_MAX) {
                    throw new IOException("an event is longer than " + LineReader.LINE_BYTES_MAX + " bytes");
                }
            }
        }
        return Optional.empty();
    }

    private static StreamRefused refused(HttpResponse<?> response, String body) {
        int status = response.statusCode();
        boolean isTemporary = status == 429 || status == 503 || status == 502 || status == 504;
        Duration after = response.headers()
                .firstValue("retry-after")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ZERO);
        return new StreamRefused(response.uri() + " answered " + status + ProblemText.of(body), isTemporary, after);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
