package io.riptide.server.crawl;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// What other work that crawls has to say about each page, beside its result.
///
/// - **Threading:** called by one thread at a time, in the order of the events. Perhaps twice for a page whose
///   result turned out too large.
@FunctionalInterface
public interface ResultNotes {
    /// Nothing.
    ResultNotes NONE = (_, _, _) -> {};

    /// Writes members of the `result` event.
    ///
    /// @param index of the page
    /// @param document as JSON; null when there is none
    void write(JsonGenerator json, int index, byte @Nullable [] document);
}
