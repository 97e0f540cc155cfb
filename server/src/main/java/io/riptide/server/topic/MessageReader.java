package io.riptide.server.topic;

import io.riptide.server.event.Json;
import io.riptide.server.event.MalformedJsonException;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads messages as clients publish them: `{"data":…, "key"?:"…", "priority"?:0…9}`.
///
/// `data` is any JSON value, `null` too, and must be there. Its numbers keep all their digits. It is an
/// envelope rather than the data itself, so that a key or a priority cannot be mistaken for data, and a
/// misspelt one is found out.
///
/// - **Threading:** any thread.
/// - **Bounds:** `eventBytesMax` for each message's event, `batchMax` messages at once.
/// - **Failure:** every fault of every message at once; a message's place is the number of its line, from 0.
public final class MessageReader {
    private static final int KEY_LENGTH_MAX = 256;
    private static final int PRIORITY_MAX = 9;

    private final int eventBytesMax;
    private final int batchMax;

    /// Reads messages within these bounds.
    public MessageReader(int eventBytesMax, int batchMax) {
        this.eventBytesMax = eventBytesMax;
        this.batchMax = batchMax;
    }

    /// The one message that `body` is.
    public Batch readOne(String topic, byte[] body) throws InvalidInputException, MalformedJsonException {
        Faults faults = new Faults();
        JsonNode object = Json.read(body);
        JsonFields fields = new JsonFields(object, "", faults);
        Message message = read(topic, object, fields);
        fields.finish();
        faults.throwIfAny();
        return new Batch(topic, List.of(message));
    }

    /// The message in the members of a command; [JsonFields#finish] is the caller's.
    public Batch readCommand(String topic, JsonNode command, JsonFields fields) {
        return new Batch(topic, List.of(read(topic, command, fields)));
    }

    /// The messages in the lines of `body`; blank lines say nothing.
    ///
    /// - **Source:** NDJSON 1.0, 3.
    public Batch readLines(String topic, byte[] body) throws InvalidInputException, RefusedException {
        Faults faults = new Faults();
        List<Message> messages = new ArrayList<>();
        int line = 0;
        for (int start = 0; start < body.length; line++) {
            int end = lineEnd(body, start);
            if (!isBlank(body, start, end)) {
                if (messages.size() == batchMax) {
                    throw new RefusedException(Problem.tooLarge(
                            "one publish takes " + batchMax + " messages at most; see topics.batch-max"));
                }
                messages.add(readLine(topic, Arrays.copyOfRange(body, start, end), "/" + line, faults));
            }
            start = end + 1;
        }
        if (messages.isEmpty()) {
            faults.add("", "there is no message in the body; send one JSON object a line");
        }
        faults.throwIfAny();
        return new Batch(topic, messages);
    }

    /// A line that will not do gives a message that is never stored, for its fault is noted.
    private Message readLine(String topic, byte[] line, String pointer, Faults faults) {
        JsonNode object;
        try {
            object = Json.read(line);
        } catch (MalformedJsonException e) {
            faults.add(pointer, "not JSON: " + e.detail());
            return new Message(new byte[0], 0, 0);
        }
        JsonFields fields = new JsonFields(object, pointer, faults);
        Message message = read(topic, object, fields);
        fields.finish();
        return message;
    }

    private Message read(String topic, JsonNode object, JsonFields fields) {
        // Marks it as known; whether it is there, the object itself says, since null is data too.
        fields.has("data");
        JsonNode data = object.path("data");
        String key = fields.text("key", KEY_LENGTH_MAX, "");
        boolean hasKey = fields.has("key");
        boolean hasPriority = fields.has("priority");
        int priority = (int) fields.integer("priority", 0, PRIORITY_MAX, 0);
        if (object.isObject() && data.isMissingNode()) {
            fields.faults().add(fields.pointer("data"), "data is missing; send {\"data\": …}");
        }
        if (data.isMissingNode()) {
            return new Message(new byte[0], 0, 0);
        }
        byte[] event = Json.object(json -> {
            json.writeStringProperty("topic", topic);
            if (hasKey) {
                json.writeStringProperty("key", key);
            }
            if (hasPriority) {
                json.writeNumberProperty("priority", priority);
            }
            json.writeName("data");
            json.writeTree(data);
        });
        Message message = new Message(event, priority, hasKey ? hash(key) : 0);
        if (message.lengthMax() > eventBytesMax) {
            fields.faults()
                    .add(
                            fields.pointer("data"),
                            "the message takes " + message.lengthMax() + " bytes as an event, at most "
                                    + eventBytesMax);
        }
        return message;
    }

    /// 0 says that there is no key.
    private static int hash(String key) {
        int hash = key.hashCode();
        return hash == 0 ? 1 : hash;
    }

    private static int lineEnd(byte[] body, int start) {
        int end = start;
        while (end < body.length && body[end] != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isBlank(byte[] body, int start, int end) {
        for (int i = start; i < end; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
