package io.riptide.server.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.observe.Health;
import io.riptide.server.observe.Readiness;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import java.util.Optional;

/// `/livez`, `/readyz` and `/healthz`: whether to restart this node, whether to send it work, how it fares.
@OnEventLoop
public final class HealthEndpoints {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Health health;
    private final Readiness readiness;

    /// Tells what `health` and `readiness` know.
    public HealthEndpoints(Health health, Readiness readiness) {
        this.health = health;
        this.readiness = readiness;
    }

    /// Adds the routes. Whoever probes `/livez` and `/readyz` may add a query to get past caches.
    public void addTo(Router router) {
        router.add("GET", "/livez", request -> line(request, 200, "alive"));
        router.add("GET", "/readyz", this::ready);
        router.add("GET", "/healthz", NoQuery.before(this::health));
    }

    private void ready(Request request) {
        Optional<String> obstacle = readiness.obstacle();
        line(request, obstacle.isEmpty() ? 200 : 503, obstacle.orElse("ready"));
    }

    private void health(Request request) {
        Health.Report report = health.report();
        request.json(report.status() == Health.Status.CRITICAL ? 503 : 200, report.document());
    }

    private static void line(Request request, int status, String text) {
        request.text(status, TEXT, Unpooled.wrappedBuffer((text + '\n').getBytes(UTF_8)));
    }
}
