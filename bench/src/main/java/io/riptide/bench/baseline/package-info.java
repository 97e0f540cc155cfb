/// The opponents: what an expert would write by hand on Netty, with no engine behind it, and what a good user
/// of Vert.x, Helidon, Jetty and Undertow would.
///
/// **Start here:** [NettyServer], then `TickStream`, which is where its speed comes from; [Opponent] for all of
/// them, and `TickSource`, which makes the others' events; [JsoupCrawler] for crawls, [PacedLinesServer] for
/// pipelines.
@NullMarked
package io.riptide.bench.baseline;

import org.jspecify.annotations.NullMarked;
