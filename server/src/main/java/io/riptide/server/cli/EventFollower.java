package io.riptide.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Stays with a stream of events across broken connections: each time it comes back at the cursor it had
/// reached, so that nothing is missed and nothing is seen twice.
///
/// - **Threading:** one thread, which waits.
/// - **Failure:** [CommandFailure] when the first connection fails, when the server says no for good, or after
///   too many tries in a row without an event.
final class EventFollower {
    private static final Duration WAIT_MIN = Duration.ofMillis(250);
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /// What a server may ask for at most; beyond it a person would think we hang.
    private static final Duration ASKED_WAIT_MAX = Duration.ofMinutes(1);

    private final HttpClient client;
    private final Terminal terminal;
    private final int triesMax;

    private String cursor = "";
    private boolean wasConnected;
    private int triesInVain;

    /// @param triesMax connections in a row without an event before it gives up
    EventFollower(HttpClient client, Terminal terminal, int triesMax) {
        this.client = client;
        this.terminal = terminal;
        this.triesMax = triesMax;
    }

    /// Hands each event to `sink` until the terminal one, which it hands over, too, and returns.
    StreamEvent follow(URI stream, Consumer<StreamEvent> sink) throws CommandFailure, InterruptedException {
        while (true) {
            Duration asked = Duration.ZERO;
            String reason = "the stream was cut";
            try (EventStream events = EventStream.open(client, request(stream))) {
                wasConnected = true;
                Optional<StreamEvent> last = drain(events, sink);
                if (last.isPresent() && last.get().isTerminal()) {
                    return last.get();
                }
                if (last.isPresent()) {
                    asked = Duration.ofMillis(
                            last.get().fields().path("after_ms").asLong(0));
                    reason = "the server drains";
                }
            } catch (StreamRefused e) {
                if (!wasConnected || !e.isTemporary()) {
                    throw CommandFailure.failed(String.valueOf(e.getMessage()));
                }
                asked = e.retryAfter();
                reason = String.valueOf(e.getMessage());
            } catch (IOException e) {
                if (!wasConnected) {
                    throw CommandFailure.failed("cannot reach " + stream + " (" + RiptideCommand.reason(e) + ")");
                }
            }
            waitBeforeNext(reason, asked);
        }
    }

    /// Reads until the stream ends (nothing), the server sends us away (`reconnect`) or all is said (a terminal
    /// event).
    private Optional<StreamEvent> drain(EventStream events, Consumer<StreamEvent> sink) throws IOException {
        for (Optional<StreamEvent> next = events.next(); next.isPresent(); next = events.next()) {
            StreamEvent event = next.get();
            triesInVain = 0;
            if (event.type().equals("reconnect")) {
                cursor = event.fields().path("since").asString(cursor);
                return next;
            }
            if (event.type().equals("heartbeat") || event.isCoveredBy(cursor)) {
                continue;
            }
            if (!event.id().isEmpty()) {
                cursor = event.id();
            }
            sink.accept(event);
            if (event.isTerminal()) {
                return next;
            }
        }
        return Optional.empty();
    }

    private void waitBeforeNext(String reason, Duration asked) throws CommandFailure, InterruptedException {
        triesInVain++;
        if (triesInVain > triesMax) {
            throw CommandFailure.failed("gave up after " + triesMax + " tries: " + reason);
        }
        // Doubles from try to try; a shift beyond 5 is past the maximum anyway.
        Duration own = WAIT_MIN.multipliedBy(1L << Math.min(triesInVain - 1, 5));
        Duration wait = min(asked.isZero() ? min(own, WAIT_MAX) : asked, ASKED_WAIT_MAX);
        terminal.message(reason + "; again in " + wait.toMillis() + " ms");
        Thread.sleep(wait);
    }

    private HttpRequest request(URI stream) {
        return HttpRequest.newBuilder(cursor.isEmpty() ? stream : withSince(stream, cursor))
                .header("Accept", "application/x-ndjson, text/event-stream")
                .build();
    }

    /// The address with `since` replaced or added.
    static URI withSince(URI stream, String cursor) {
        String query = Optional.ofNullable(stream.getRawQuery()).orElse("");
        String others = Arrays.stream(query.split("&", -1))
                .filter(part -> !part.isEmpty() && !part.startsWith("since="))
                .collect(Collectors.joining("&"));
        String address = stream.toString().replaceFirst("[?#].*$", "");
        return URI.create(address + "?" + (others.isEmpty() ? "" : others + "&") + "since=" + cursor);
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }
}
