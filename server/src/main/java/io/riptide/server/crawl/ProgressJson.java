package io.riptide.server.crawl;

import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.event.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/// Writes the fields of a `progress` event.
final class ProgressJson {
    private static final double PERCENT = 100.0;

    private ProgressJson() {}

    static byte[] fields(int completed, int total, int failed, long elapsedNs, WebUrl current) {
        double perSecond = completed * (double) TimeUnit.SECONDS.toNanos(1) / Math.max(1, elapsedNs);
        long leftMs = (long) ((total - completed) / perSecond * TimeUnit.SECONDS.toMillis(1));
        return Json.object(json -> {
            json.writeNumberProperty("completed", completed);
            json.writeNumberProperty("total", total);
            json.writeNumberProperty("failed", failed);
            json.writeStringProperty("phase", "crawling");
            json.writeNumberProperty("progress_percentage", ResultJson.rounded(PERCENT * completed / total));
            json.writeNumberProperty("items_per_second", ResultJson.rounded(perSecond));
            json.writeStringProperty(
                    "estimated_completion",
                    Instant.now()
                            .plusMillis(leftMs)
                            .truncatedTo(ChronoUnit.MILLIS)
                            .toString());
            json.writeStringProperty(
                    "current_item", current.withoutCredentials().href());
        });
    }
}
