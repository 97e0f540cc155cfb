package io.riptide.server.crawl;

import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/// Writes the fields of a `result` event.
final class ResultJson {
    private ResultJson() {}

    /// The fields of the result of the page at `index`, the `completed`-th of `total`, `successful` of them
    /// good.
    static byte[] fields(int index, PageResult result, int completed, int total, int successful) {
        return Json.object(json -> {
            json.writeNumberProperty("index", index);
            json.writeObjectPropertyStart("result");
            writeResult(json, result);
            json.writeEndObject();
            json.writeObjectPropertyStart("progress");
            json.writeNumberProperty("completed", completed);
            json.writeNumberProperty("total", total);
            json.writeNumberProperty("success_rate", rounded((double) successful / completed));
            json.writeEndObject();
        });
    }

    /// A share with three digits.
    static double rounded(double share) {
        return Math.round(share * 1_000) / 1_000.0;
    }

    private static void writeResult(JsonGenerator json, PageResult result) {
        json.writeStringProperty("url", result.url().withoutCredentials().href());
        json.writeStringProperty("final_url", result.finalUrl());
        json.writeNumberProperty("status", result.status());
        json.writeBooleanProperty("from_cache", result.isFromCache());
        json.writeStringProperty("gate_decision", result.isFromCache() ? "cached" : "raw");
        json.writeNumberProperty("quality_score", rounded(result.qualityScore()));
        json.writeNumberProperty("processing_time_ms", ms(result.totalNs()));
        writeTimings(json, result.timings(), result.extractNs());
        byte[] document = result.document();
        if (document == null) {
            json.writeNullProperty("document");
        } else {
            json.writeName("document");
            json.writeRawValue(new String(document, StandardCharsets.UTF_8));
        }
        PageError error = result.error();
        if (error == null) {
            json.writeNullProperty("error");
        } else {
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("type", error.type());
            json.writeStringProperty("message", error.message());
            json.writeBooleanProperty("retryable", error.isRetryable());
            json.writeEndObject();
        }
        json.writeStringProperty("cache_key", result.cacheKey());
    }

    private static void writeTimings(JsonGenerator json, FetchTimings timings, long extractNs) {
        json.writeObjectPropertyStart("timings");
        json.writeNumberProperty("queue_ms", ms(timings.queueNs()));
        json.writeNumberProperty("dns_ms", ms(timings.dnsNs()));
        json.writeNumberProperty("connect_ms", ms(timings.connectNs()));
        json.writeNumberProperty("tls_ms", ms(timings.tlsNs()));
        json.writeNumberProperty("first_byte_ms", ms(timings.firstByteNs()));
        json.writeNumberProperty("download_ms", ms(timings.downloadNs()));
        json.writeNumberProperty("extract_ms", ms(extractNs));
        json.writeEndObject();
    }

    private static long ms(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(ns);
    }
}
