package io.riptide.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Makes HTTP clients for talking to a Riptide.
final class Clients {
    /// A server on this machine answers at once or is none.
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(750);

    private Clients() {}

    /// HTTP/1.1: an upgrade to h2c asked for in passing would ride on every first request and gain nothing
    /// here.
    static HttpClient open() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /// Whether a Riptide, and not just anything, answers there: only ours names its requests on a liveness
    /// probe.
    static boolean isRiptide(HttpClient client, URI server) throws InterruptedException {
        var probe = HttpRequest.newBuilder(server.resolve("/livez"))
                .timeout(PROBE_TIMEOUT)
                .build();
        try {
            var response = client.send(probe, BodyHandlers.discarding());
            return response.headers().firstValue("x-request-id").isPresent();
        } catch (IOException _) {
            // Refused, silent or no HTTP: none of ours in any case.
            return false;
        }
    }
}
