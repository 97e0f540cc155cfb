package io.riptide.server.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An event as a client receives it.
///
/// @param text the JSON object as it came
/// @param fields the same, parsed
record StreamEvent(String text, JsonNode fields) {
    /// @throws JacksonException when the text is no JSON
    static StreamEvent parse(String text) {
        return new StreamEvent(text, JsonMapper.shared().readTree(text));
    }

    /// Empty when the object has none.
    String type() {
        return fields.path("type").asString("");
    }

    /// The cursor of the event, empty for those that lie in no log.
    String id() {
        return fields.path("id").asString("");
    }

    /// Whether nothing may follow.
    boolean isTerminal() {
        return type().equals("summary") || type().equals("error");
    }

    /// Whether `earlier`, a cursor, is this event or one after it in the same log.
    boolean isCoveredBy(String earlier) {
        int dash = earlier.indexOf('-');
        String id = id();
        if (dash < 0 || !id.startsWith(earlier.substring(0, dash + 1))) {
            return false;
        }
        String offset = id.substring(dash + 1);
        String earlierOffset = earlier.substring(dash + 1);
        // Decimal without leading zeros: the longer is the larger, of equal length the text decides.
        return offset.length() == earlierOffset.length()
                ? offset.compareTo(earlierOffset) <= 0
                : offset.length() < earlierOffset.length();
    }
}
