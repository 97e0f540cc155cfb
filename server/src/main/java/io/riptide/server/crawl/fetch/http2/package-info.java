/// HTTP/2 behind the pipeline of an HTTP/1.1 client: one connection carries one request at a time, and what is
/// behind sees the objects it knows. **Start here:**
/// [io.riptide.server.crawl.fetch.http2.SingleStreamHandler],
/// [io.riptide.server.crawl.fetch.http2.FrameTapHandler].
@NullMarked
package io.riptide.server.crawl.fetch.http2;

import org.jspecify.annotations.NullMarked;
