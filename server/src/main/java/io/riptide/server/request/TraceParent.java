package io.riptide.server.request;

import java.util.Optional;
import java.util.regex.Pattern;

/// A W3C trace context as it came, if it is well formed; carried to fetches and logs.
///
/// - **Source:** W3C Trace Context, 3.2.2: version, trace id, parent id, flags; no id of zeros, version not
///   `ff`.
public final class TraceParent {
    /// Name of the header field.
    public static final String FIELD = "traceparent";

    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /// `offered` if it is one.
    public static Optional<String> of(Optional<String> offered) {
        return offered.filter(text -> FORM.matcher(text).matches());
    }
}
