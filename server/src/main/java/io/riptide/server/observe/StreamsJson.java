package io.riptide.server.observe;

import io.riptide.engine.topic.Topic;
import io.riptide.protocol.stream.StreamSnapshot;
import io.riptide.protocol.transport.TcpSnapshot;
import io.riptide.server.event.Json;
import io.riptide.server.stream.StreamReport;
import io.riptide.server.stream.StreamSurvey;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/// Live streams as `/debug/streams` tells them.
public final class StreamsJson {
    private StreamsJson() {}

    /// `survey` as a JSON document.
    public static byte[] of(StreamSurvey survey) {
        return Json.object(json -> {
            json.writeNumberProperty("matching", survey.matching());
            json.writeNumberProperty("shown", survey.reports().size());
            json.writeNumberProperty("loops", survey.loops());
            json.writeArrayPropertyStart("unanswered_loops");
            survey.unanswered().forEach(json::writeString);
            json.writeEndArray();
            json.writeArrayPropertyStart("streams");
            survey.reports().forEach(report -> stream(json, report));
            json.writeEndArray();
        });
    }

    private static void stream(JsonGenerator json, StreamReport report) {
        StreamSnapshot now = report.snapshot();
        json.writeStartObject();
        json.writeNumberProperty("id", report.id());
        json.writeStringProperty(report.kind().equals(Topic.KIND) ? "topic" : "run_id", report.viewedId());
        json.writeStringProperty("kind", report.kind());
        json.writeStringProperty("request_id", report.requestId());
        json.writeStringProperty("transport", report.transport().wireName());
        json.writeStringProperty("peer", report.peer());
        json.writeStringProperty("state", now.state());
        json.writeStringProperty("reader", now.reader().wireName());
        json.writeStringProperty("policy", report.policy());
        json.writeStringProperty("pressure", now.strategy());
        json.writeObjectPropertyStart("window");
        json.writeNumberProperty("events", now.window().events());
        json.writeNumberProperty("bytes", now.window().bytes());
        json.writeNumberProperty("ceiling", now.ceiling());
        json.writeEndObject();
        json.writeObjectPropertyStart("lag");
        json.writeNumberProperty("events", now.waiting());
        json.writeNumberProperty("ms", ms(now.oldestAgeNs()));
        json.writeEndObject();
        json.writeNumberProperty("queued_bytes", now.queuedBytes());
        json.writeBooleanProperty("writable", now.isWritable());
        counts(json, now);
        json.writeNumberProperty("ttfb_us", TimeUnit.NANOSECONDS.toMicros(now.ttfbNs()));
        json.writeNumberProperty("age_ms", report.ageMs());
        json.writeNumberProperty("last_progress_ms", ms(now.sinceProgressNs()));
        report.tcp().ifPresent(tcp -> tcp(json, tcp));
        json.writeEndObject();
    }

    private static void counts(JsonGenerator json, StreamSnapshot now) {
        json.writeNumberProperty("delivered", now.delivered());
        json.writeObjectPropertyStart("dropped");
        now.dropped()
                .forEach((reason, events) ->
                        json.writeNumberProperty(reason.name().toLowerCase(Locale.ROOT), events));
        json.writeEndObject();
        json.writeBooleanProperty("paused", now.isPaused());
        if (now.credit() == StreamSnapshot.NO_CREDIT) {
            json.writeNullProperty("credit");
        } else {
            json.writeNumberProperty("credit", now.credit());
        }
    }

    private static void tcp(JsonGenerator json, TcpSnapshot tcp) {
        json.writeObjectPropertyStart("tcp_info");
        json.writeNumberProperty("rtt_us", tcp.rttUs());
        json.writeNumberProperty("rttvar_us", tcp.rttvarUs());
        json.writeNumberProperty("rto_us", tcp.rtoUs());
        json.writeNumberProperty("snd_cwnd", tcp.cwnd());
        json.writeNumberProperty("snd_ssthresh", tcp.ssthresh());
        json.writeNumberProperty("snd_mss", tcp.mss());
        json.writeNumberProperty("pmtu", tcp.pmtu());
        json.writeNumberProperty("unacked", tcp.unacked());
        json.writeNumberProperty("lost", tcp.lost());
        json.writeNumberProperty("total_retrans", tcp.retransmits());
        json.writeNumberProperty("last_data_sent_ms", tcp.sinceSentMs());
        json.writeNumberProperty("last_ack_recv_ms", tcp.sinceAckMs());
        json.writeEndObject();
    }

    private static long ms(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(ns);
    }
}
