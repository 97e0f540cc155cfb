package io.riptide.server.endpoint;

import io.netty.buffer.Unpooled;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.observe.Figures;
import io.riptide.server.observe.MetricsText;
import io.riptide.server.observe.StatsJson;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import java.util.Locale;

/// `/metrics` and `/stats`: the same figures for scrapers and for everyone else.
///
/// Both are made on a virtual thread: four histograms are copied and walked through, which takes a cold server
/// milliseconds.
@OnEventLoop
public final class FigureEndpoints {
    private final Figures figures;
    private final OffLoop offLoop = new OffLoop();

    /// Tells `figures`.
    public FigureEndpoints(Figures figures) {
        this.figures = figures;
    }

    /// Adds the routes. A scraper may be set up to send parameters of its own to `/metrics`.
    public void addTo(Router router) {
        router.add("GET", "/metrics", this::metrics);
        router.add("GET", "/stats", NoQuery.before(this::stats));
    }

    private void metrics(Request request) {
        MetricsText.Format format = format(request.head().header("accept").orElse(""));
        offLoop.answer(request, () -> {
            byte[] text = MetricsText.of(figures.read(), format);
            return () -> request.text(200, format.contentType(), Unpooled.wrappedBuffer(text));
        });
    }

    private void stats(Request request) {
        offLoop.answer(request, () -> {
            byte[] document = StatsJson.of(figures.read());
            return () -> request.json(200, document);
        });
    }

    private static MetricsText.Format format(String accept) {
        boolean isAsked = accept.toLowerCase(Locale.ROOT).contains("application/openmetrics-text");
        return isAsked ? MetricsText.Format.OPEN_METRICS : MetricsText.Format.PROMETHEUS;
    }
}
