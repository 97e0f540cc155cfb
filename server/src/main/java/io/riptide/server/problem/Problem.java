package io.riptide.server.problem;

import io.riptide.server.event.Json;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// An error answer.
///
/// - **Source:** RFC 9457; `type` is a URN of ours, so that it names a kind and promises no page.
///
/// @param slug the kind, the last part of `urn:riptide:<slug>`
/// @param status HTTP status
/// @param title the kind in words
/// @param detail what is wrong this time
/// @param retryable whether the same request may succeed later
/// @param retryAfterSeconds when; 0 when nothing is known
/// @param faults everything wrong with the input, each with its place
public record Problem(
        String slug,
        int status,
        String title,
        String detail,
        boolean retryable,
        int retryAfterSeconds,
        List<Fault> faults) {

    /// Media type of a problem.
    public static final String CONTENT_TYPE = "application/problem+json";

    private static Problem of(String slug, int status, String title, String detail) {
        return new Problem(slug, status, title, detail, false, 0, List.of());
    }

    /// What was sent does not say what it should; every fault is listed.
    public static Problem invalid(List<Fault> faults) {
        String detail = faults.size() == 1
                ? faults.getFirst().detail()
                : faults.size() + " things are wrong with this request; see errors";
        return new Problem("invalid-request", 400, "Invalid request", detail, false, 0, List.copyOf(faults));
    }

    /// The body is not JSON.
    public static Problem malformed(String detail) {
        return of("malformed-json", 400, "Malformed JSON", detail);
    }

    /// Nothing is at this path.
    public static Problem notFound(String detail) {
        return of("not-found", 404, "Not found", detail);
    }

    /// Something is at this path, but not for this method.
    public static Problem methodNotAllowed(String method, String allowed) {
        return of(
                "method-not-allowed", 405, "Method not allowed", method + " is not allowed here; allowed: " + allowed);
    }

    /// The body is of another media type than wanted.
    public static Problem unsupportedMediaType(String detail) {
        return of("unsupported-media-type", 415, "Unsupported media type", detail);
    }

    /// It is well formed, and fails all the same.
    public static Problem faulty(String detail) {
        return of("faulty", 422, "Unprocessable content", detail);
    }

    /// It does not fit the state of what is at this path.
    public static Problem conflict(String detail) {
        return of("conflict", 409, "Conflict", detail);
    }

    /// This origin may not.
    public static Problem forbidden(String detail) {
        return of("forbidden", 403, "Forbidden", detail);
    }

    /// The client must ask for another protocol.
    public static Problem upgradeRequired(String detail) {
        return of("upgrade-required", 426, "Upgrade required", detail);
    }

    /// More than may be taken or given at once.
    public static Problem tooLarge(String detail) {
        return of("too-large", 413, "Content too large", detail);
    }

    /// This client asks for too much.
    public static Problem tooMany(String detail) {
        return new Problem("too-many-requests", 429, "Too many requests", detail, true, 1, List.of());
    }

    /// This node has too much to do, or is about to stop.
    public static Problem unavailable(String detail) {
        return new Problem("overloaded", 503, "Service unavailable", detail, true, 1, List.of());
    }

    /// Somebody else, whom this takes, did not do their part.
    public static Problem upstream(String detail, boolean retryable) {
        return new Problem("upstream", 502, "Bad gateway", detail, retryable, 0, List.of());
    }

    /// A bug of ours; the log has the details under the request's id.
    public static Problem internal() {
        return of("internal", 500, "Internal error", "the server failed at this request");
    }

    /// The protocol was broken; the status says how.
    public static Problem protocol(int status, String rule) {
        boolean retryable = status == 408;
        return new Problem("protocol-error", status, "Protocol error", rule, retryable, 0, List.of());
    }

    /// The body of the answer.
    public byte[] toJson(String requestId) {
        return Json.object(json -> {
            json.writeStringProperty("type", "urn:riptide:" + slug);
            json.writeStringProperty("title", title);
            json.writeNumberProperty("status", status);
            json.writeStringProperty("detail", detail);
            json.writeStringProperty("request_id", requestId);
            json.writeBooleanProperty("retryable", retryable);
            if (!faults.isEmpty()) {
                writeFaults(json);
            }
        });
    }

    private void writeFaults(JsonGenerator json) {
        json.writeArrayPropertyStart("errors");
        for (Fault fault : faults) {
            json.writeStartObject();
            json.writeStringProperty("pointer", fault.pointer());
            json.writeStringProperty("detail", fault.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
