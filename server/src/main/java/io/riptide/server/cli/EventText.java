package io.riptide.server.cli;

import io.riptide.server.cli.view.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Events as lines for people. What came from a web page is made harmless for a terminal first.
final class EventText {
    private static final int TITLE_LENGTH_MAX = 60;
    private static final int VALUE_LENGTH_MAX = 200;

    private EventText() {}

    /// One line about any event.
    static String line(StreamEvent event) {
        return switch (event.type()) {
            case "result" ->
                page(event.fields().path("result")) + found(event.fields().path("search"));
            case "search" -> search(event.fields());
            case "summary" -> summary(event.fields());
            case "error" ->
                "error: "
                        + Printable.text(
                                event.fields().path("error").path("message").asString("unknown"));
            default -> other(event);
        };
    }

    /// `200     23 ms    532 words  The title  https://…`, or the failure in place of words and title.
    private static String page(JsonNode page) {
        long millis = page.path("processing_time_ms").asLong(0);
        int status = page.path("status").asInt(0);
        JsonNode document = page.path("document");
        JsonNode error = page.path("error");
        String what;
        if (error.isObject()) {
            what = error.path("type").asString("failed") + ": "
                    + error.path("message").asString("");
        } else if (page.has("duplicate_of")) {
            what = "same content as page " + page.path("duplicate_of").asLong(0);
        } else if (document.isNull()) {
            what = "not fetched";
        } else {
            String title = document.path("title").asString("");
            what = String.format(
                    Locale.ROOT, "%5d words  %s", document.path("word_count").asLong(0), cut(title));
        }
        String code = status == 0 ? "---" : Integer.toString(status);
        String url = page.path("final_url").asString(page.path("url").asString(""));
        return Printable.text(String.format(Locale.ROOT, "%s %6d ms  %s  %s", code, millis, what, url));
    }

    /// `      #1 0.93 local  …the words around what was looked for…`, on a line of its own.
    private static String found(JsonNode hit) {
        if (!hit.isObject()) {
            return "";
        }
        String snippet = hit.path("snippet").asString("");
        return Printable.text(String.format(
                Locale.ROOT,
                "\n      #%d %.2f %s  %s",
                hit.path("rank").asLong(0),
                hit.path("score").asDouble(0),
                hit.path("provider").asString(""),
                (snippet.length() > VALUE_LENGTH_MAX ? snippet.substring(0, VALUE_LENGTH_MAX) + "…" : snippet)
                        .replace('\n', ' ')));
    }

    /// `search  local: 7 hits in 2 ms`, or why there are none.
    private static String search(JsonNode search) {
        JsonNode error = search.path("error");
        String outcome = error.isObject()
                ? error.path("type").asString("failed") + ": "
                        + error.path("message").asString("")
                : search.path("urls_found").asLong(0)
                        + (search.path("urls_found").asLong(0) == 1 ? " hit" : " hits");
        return Printable.text(String.format(
                Locale.ROOT,
                "search  %s: %s in %d ms",
                search.path("provider").asString(""),
                outcome,
                search.path("search_time_ms").asLong(0)));
    }

    private static String summary(JsonNode summary) {
        return Printable.text(String.format(
                Locale.ROOT,
                "%s: %d of %d pages in %d ms, %d failed, %d from cache",
                summary.path("outcome").asString("ended"),
                summary.path("successful").asLong(0),
                summary.path("total_urls").asLong(0),
                summary.path("total_processing_time_ms").asLong(0),
                summary.path("failed").asLong(0),
                summary.path("from_cache").asLong(0)));
    }

    /// `message  4f2k9x0a-17  topic=orders data={…}`.
    private static String other(StreamEvent event) {
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : event.fields().properties()) {
            if (!field.getKey().equals("type") && !field.getKey().equals("id")) {
                JsonNode value = field.getValue();
                String text = value.isString() ? value.asString() : value.toString();
                fields.add(field.getKey() + "="
                        + (text.length() > VALUE_LENGTH_MAX ? text.substring(0, VALUE_LENGTH_MAX) + "…" : text));
            }
        }
        return Printable.text(
                String.format(Locale.ROOT, "%-10s %-14s %s", event.type(), event.id(), String.join(" ", fields)));
    }

    private static String cut(String title) {
        String text = title.strip();
        return text.length() > TITLE_LENGTH_MAX ? text.substring(0, TITLE_LENGTH_MAX - 1) + "…" : text;
    }
}
