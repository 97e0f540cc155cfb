package io.riptide.protocol.compression;

import io.riptide.protocol.AnyThread;

/// What a client says of gzip and of content as it is.
///
/// ```
/// gzip, br;q=0.9       *;q=0.5, gzip;q=0       identity;q=1, gzip;q=0.2
///  1000, not listed     0, not listed           200, 1000
/// ```
///
/// - **Threading:** immutable.
/// - **Failure:** a value that breaks the grammar says nothing: the content goes as it is.
/// - **Source:** RFC 9110, 12.5.3 and 12.4.2; `x-gzip` is gzip (8.4.1.3).
///
/// @param gzip weight of gzip in thousandths, its own or else that of `*`; 0 when it must not be used
/// @param identity weight of content as it is in thousandths, 0 when it is not listed by its name
@AnyThread
public record AcceptEncoding(int gzip, int identity) {
    /// Nothing but content as it is.
    public static final AcceptEncoding IDENTITY_ONLY = new AcceptEncoding(0, 0);

    /// The field's value, its lines joined by commas.
    public static AcceptEncoding parse(String fieldValue) {
        return new AcceptEncodingParser(fieldValue).parse();
    }

    /// Whether gzip may be used and nothing says that the content is liked better as it is.
    public boolean prefersGzip() {
        return gzip > 0 && gzip >= identity;
    }
}
