package io.riptide.server.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.riptide.engine.log.GapReason;
import io.riptide.engine.log.RecordHandler;
import io.riptide.engine.log.RecordLayout;
import io.riptide.engine.memory.Segment;
import io.riptide.server.event.EventType;
import io.riptide.server.event.Json;
import io.riptide.server.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/// Collects the events of a run into one document.
///
/// ```
/// {"run_id":"…","results":[ events of type result by their index, or of type frame ],"summary":{ last event }}
/// ```
final class RunDocument implements RecordHandler {
    private final long bytesMax;
    private final Map<Integer, byte[]> results = new TreeMap<>();
    private byte[] last = {'n', 'u', 'l', 'l'};
    private boolean hasFailed;
    private long bytes;

    RunDocument(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public boolean onRecord(Segment segment, int index) {
        int type = RecordLayout.type(segment.buffer(), index);
        boolean isTerminal = (RecordLayout.flags(segment.buffer(), index) & RecordLayout.FLAG_TERMINAL) != 0;
        boolean isResult = type == EventType.RESULT.recordType();
        if (isResult || type == EventType.FRAME.recordType() || isTerminal) {
            byte[] event = new byte[RecordLayout.payloadLength(segment.buffer(), index)];
            segment.buffer().getBytes(RecordLayout.payloadIndex(index), event);
            bytes += event.length;
            if (isTerminal) {
                last = event;
                hasFailed = type == EventType.ERROR.recordType();
            } else {
                results.put(isResult ? indexOf(event) : results.size(), event);
            }
        }
        return !isTooLarge();
    }

    @Override
    public boolean onGap(long from, long to, GapReason reason) {
        assert false : "a gating cursor misses nothing";
        return true;
    }

    boolean isTooLarge() {
        return bytes > bytesMax;
    }

    /// What to answer instead when the run could not go on; an answer of 200 would say that it did.
    Optional<Problem> failure() {
        if (!hasFailed) {
            return Optional.empty();
        }
        JsonNode error = Json.mapper().readTree(last).path("error");
        String message = error.path("message").asString("");
        return Optional.of(
                switch (error.path("type").asString("")) {
                    case "transient", "refused" ->
                        Problem.upstream(message, error.path("retryable").asBoolean(false));
                    case "faulty" -> Problem.faulty(message);
                    case "overload" -> Problem.unavailable(message);
                    default -> Problem.internal();
                });
    }

    byte[] toJson(String runId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) bytes + 256);
        out.writeBytes(("{\"run_id\":\"" + runId + "\",\"results\":[").getBytes(US_ASCII));
        boolean isFirst = true;
        for (byte[] result : results.values()) {
            if (!isFirst) {
                out.write(',');
            }
            out.writeBytes(result);
            isFirst = false;
        }
        out.writeBytes("],\"summary\":".getBytes(US_ASCII));
        out.writeBytes(last);
        out.write('}');
        return out.toByteArray();
    }

    private static int indexOf(byte[] event) {
        try (JsonParser json = Json.mapper().createParser(event)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean isIndex = json.currentName().equals("index");
                json.nextToken();
                if (isIndex) {
                    return json.getIntValue();
                }
                json.skipChildren();
            }
        }
        throw new IllegalStateException("a result has an index");
    }
}
