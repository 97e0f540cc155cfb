package io.riptide.server.crawl;

import io.riptide.server.crawl.fetch.FetchTimings;
import io.riptide.server.crawl.fetch.RedirectHop;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.event.Json;
import io.riptide.server.event.RawJson;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/// Writes the fields of a `result` event.
///
/// - **Threading:** any; as its notes say.
public final class ResultJson {
    private static final DateTimeFormatter STORED_AT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ResultJson() {}

    /// The fields of the result of a page, the `completed`-th of `total`, `successful` of them good.
    ///
    /// @param duplicateOf the page that had this content first, whose result has the document; -1 for none
    static byte[] fields(
            Target target,
            PageResult result,
            int duplicateOf,
            int completed,
            int total,
            int successful,
            ResultNotes notes) {
        return Json.object(json -> {
            json.writeNumberProperty("index", target.index());
            json.writeObjectPropertyStart("result");
            writeResult(json, target, result, duplicateOf);
            json.writeEndObject();
            json.writeObjectPropertyStart("progress");
            json.writeNumberProperty("completed", completed);
            json.writeNumberProperty("total", total);
            json.writeNumberProperty("success_rate", rounded((double) successful / completed));
            json.writeEndObject();
            notes.write(json, target.index(), result.document());
        });
    }

    /// The fields of the result of the page at `url`, the `index`-th of `total`, which nobody is to ask for: it has
    /// neither a document nor an error, and the key under which it would be kept.
    public static byte[] unasked(int index, WebUrl url, CrawlOptions options, int total, ResultNotes notes) {
        PageRequest page = new PageRequest(url, options, false, Reach.UNLIMITED, Optional.empty(), Long.MAX_VALUE);
        PageResult result = new PageAttempt(page, CacheKey.of(url, options, false)).unasked();
        return fields(new Target(index, url.href(), 0), result, -1, index + 1, total, index + 1, notes);
    }

    /// A share with three digits.
    static double rounded(double share) {
        return Math.round(share * 1_000) / 1_000.0;
    }

    private static void writeResult(JsonGenerator json, Target target, PageResult result, int duplicateOf) {
        json.writeStringProperty("url", result.url().withoutCredentials().href());
        json.writeStringProperty("final_url", result.finalUrl());
        json.writeNumberProperty("status", result.status());
        json.writeBooleanProperty("from_cache", result.isFromCache());
        writeStale(json, result);
        json.writeStringProperty("gate_decision", result.isFromCache() ? "cached" : result.gateDecision());
        json.writeNumberProperty("quality_score", rounded(result.qualityScore()));
        json.writeNumberProperty("processing_time_ms", ms(result.totalNs()));
        writeTimings(json, result.timings(), result.extractNs());
        writeWay(json, target, result);
        byte[] document = duplicateOf < 0 ? result.document() : null;
        if (document == null) {
            json.writeNullProperty("document");
        } else {
            json.writeName("document");
            RawJson.write(json, document);
        }
        if (duplicateOf >= 0) {
            json.writeNumberProperty("duplicate_of", duplicateOf);
        }
        PageError error = result.error();
        if (error == null) {
            json.writeNullProperty("error");
        } else {
            writeError(json, error);
        }
        json.writeStringProperty("cache_key", result.cacheKey());
    }

    /// What stands in for a page that did not come is told from one that is as good as new.
    private static void writeStale(JsonGenerator json, PageResult result) {
        StaleUse stale = result.stale();
        if (stale != null) {
            json.writeObjectPropertyStart("stale");
            json.writeStringProperty("stored_at", STORED_AT.format(stale.storedAt()));
            writeError(json, stale.error());
            json.writeEndObject();
        }
    }

    private static void writeError(JsonGenerator json, PageError error) {
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("type", error.type());
        json.writeStringProperty("message", error.message());
        json.writeBooleanProperty("retryable", error.isRetryable());
        json.writeEndObject();
    }

    /// How it was come by, where there is something to tell.
    private static void writeWay(JsonGenerator json, Target target, PageResult result) {
        if (target.depth() > 0) {
            json.writeNumberProperty("depth", target.depth());
        }
        if (!result.redirects().isEmpty()) {
            json.writeArrayPropertyStart("redirects");
            for (RedirectHop hop : result.redirects()) {
                json.writeStartObject();
                json.writeStringProperty("url", hop.from().withoutCredentials().href());
                json.writeNumberProperty("status", hop.status());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (!result.robots().rules().isEmpty()) {
            json.writeArrayPropertyStart("robots");
            result.robots().wireNames().forEach(json::writeString);
            json.writeEndArray();
        }
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
