package io.riptide.server.crawl.extract;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bytes of a page as they came from the network, content codings already undone.
///
/// - **Ownership:** the array is borrowed, not copied: whoever made this leaves it alone until the extraction
///   is over.
///
/// @param body holds the page at `[offset, offset + length)`
/// @param offset where the page begins
/// @param length bytes of the page
/// @param contentType the Content-Type field's value, or null when there was none
/// @param url where the page was found after all redirects; relative links are resolved against it
// A page may be tens of megabytes, so it is not copied into something immutable first.
@SuppressWarnings("ArrayRecordComponent")
public record PageSource(
        byte[] body, int offset, int length, @Nullable String contentType, String url) {
    /// Checks the range.
    public PageSource {
        Objects.checkFromIndexSize(offset, length, body.length);
    }

    /// The media type without parameters in lower case, if the field is there and not blank.
    Optional<String> mediaType() {
        if (contentType == null) {
            return Optional.empty();
        }
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
        return type.isEmpty() ? Optional.empty() : Optional.of(type.toLowerCase(java.util.Locale.ROOT));
    }
}
