package io.riptide.server.crawl.extract;

import java.util.List;
import tools.jackson.core.JsonGenerator;

/// Writes a document as the wire contract's `document` object.
///
/// - **Threading:** stateless.
/// - **Ownership:** borrows the generator and leaves it after the object's end, neither flushed nor closed.
/// - **Bounds:** one pass; the text holds no raw line end as long as the generator has no pretty printer.
public final class DocumentJson {
    private DocumentJson() {}

    /// Writes `document` as one JSON value. Absent parts and unknown metadata are left out.
    public static void write(JsonGenerator json, Document document) {
        json.writeStartObject();
        json.writeStringProperty("url", document.url());
        PageMetadata metadata = document.metadata();
        known(json, "title", metadata.title());
        boolean hasMetadata = document.has(ExtractFormat.METADATA);
        if (hasMetadata) {
            known(json, "byline", metadata.byline());
            known(json, "published", metadata.published());
            known(json, "site_name", metadata.siteName());
            known(json, "description", metadata.description());
            known(json, "language", metadata.language());
            known(json, "kind", document.reading().kind());
        }
        writeContent(json, document);
        if (hasMetadata && !metadata.categories().isEmpty()) {
            json.writeArrayPropertyStart("categories");
            for (String category : metadata.categories()) {
                json.writeString(category);
            }
            json.writeEndArray();
        }
        writeMeasures(json, document.measures());
        writeReading(json, document);
        json.writeEndObject();
    }

    private static void writeContent(JsonGenerator json, Document document) {
        if (document.has(ExtractFormat.TEXT)) {
            json.writeStringProperty("text", document.text());
        }
        if (document.has(ExtractFormat.MARKDOWN)) {
            json.writeStringProperty("markdown", document.markdown());
        }
        if (document.has(ExtractFormat.HTML)) {
            json.writeStringProperty("html", document.html());
        }
        if (document.has(ExtractFormat.LINKS)) {
            writeLinks(json, document.links());
        }
        if (document.has(ExtractFormat.MEDIA)) {
            writeMedia(json, document.media());
        }
    }

    private static void writeLinks(JsonGenerator json, List<Document.Link> links) {
        json.writeArrayPropertyStart("links");
        for (Document.Link link : links) {
            json.writeStartObject();
            json.writeStringProperty("url", link.url());
            json.writeStringProperty("text", link.text());
            known(json, "rel", link.rel());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeMedia(JsonGenerator json, List<Document.Media> media) {
        json.writeArrayPropertyStart("media");
        for (Document.Media medium : media) {
            json.writeStartObject();
            json.writeStringProperty("url", medium.url());
            json.writeStringProperty("kind", medium.kind());
            known(json, "alt", medium.alt());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeMeasures(JsonGenerator json, Document.Measures measures) {
        if (measures.isKnown()) {
            json.writeNumberProperty("word_count", measures.wordCount());
            json.writeNumberProperty("reading_time_min", measures.readingTimeMin());
            json.writeNumberProperty("quality_score", measures.qualityScore());
        }
    }

    /// What a client must know of how the page was read is always written, what it may want to know when asked
    /// for.
    private static void writeReading(JsonGenerator json, Document document) {
        Document.Reading reading = document.reading();
        if (document.has(ExtractFormat.QUALITY)) {
            Document.Quality quality = reading.quality();
            json.writeObjectPropertyStart("quality");
            points(json, "length", quality.length());
            points(json, "paragraphs", quality.paragraphs());
            points(json, "visible_share", quality.visibleShare());
            points(json, "title", quality.title());
            points(json, "details", quality.details());
            json.writeEndObject();
        }
        if (reading.hiddenChars() > 0 || reading.isHiddenIncluded()) {
            json.writeObjectPropertyStart("hidden_text");
            json.writeNumberProperty("left_out_chars", reading.hiddenChars());
            json.writeBooleanProperty("included", reading.isHiddenIncluded());
            json.writeEndObject();
        }
        if (reading.isPartial()) {
            json.writeBooleanProperty("partial", true);
        }
        if (document.truncated()) {
            json.writeBooleanProperty("truncated", true);
        }
    }

    private static void points(JsonGenerator json, String name, double points) {
        json.writeNumberProperty(name, Math.round(points * 10) / 10.0);
    }

    private static void known(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }
}
