/// HTTP/1.1, the server's side: strict decoding, one exchange at a time, and heads of answers.
///
/// **Start here:** [HttpConnectionHandler], [HttpApplication], [RequestDecoder].
@NullMarked
package io.riptide.protocol.http;

import org.jspecify.annotations.NullMarked;
