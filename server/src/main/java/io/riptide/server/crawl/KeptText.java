package io.riptide.server.crawl;

import io.riptide.server.event.Json;
import io.riptide.server.event.MalformedJsonException;
import tools.jackson.databind.JsonNode;

/// What can be read in a document that was written before.
///
/// @param url of the page
/// @param title empty where there is none
/// @param text its text, or else its Markdown; empty where the client wanted neither
/// @param language empty where it is not known
public record KeptText(String url, String title, String text, String language) {
    /// Reads what [io.riptide.server.crawl.extract.DocumentJson] has written.
    public static KeptText of(byte[] document) {
        try {
            JsonNode fields = Json.read(document);
            String text = fields.path("text").asString("");
            return new KeptText(
                    fields.path("url").asString(""),
                    fields.path("title").asString(""),
                    text.isEmpty() ? fields.path("markdown").asString("") : text,
                    fields.path("language").asString(""));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("we wrote it ourselves", e);
        }
    }
}
