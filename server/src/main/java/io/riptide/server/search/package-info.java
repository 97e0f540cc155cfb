/// Deep search: a query goes to providers, what they find streams at once, and the pages follow as they are
/// crawled.
///
/// ```
/// DeepSearchRequest ─► DeepSearchWork ─► DeepSearchSource ─┬─► SearchProvider …  ─► search events
///                                                          ├─► ReciprocalRank
///                                                          └─► CrawlPart ─► result events, with HitNotes
/// ```
///
/// **Start here:** [DeepSearchSource].
@NullMarked
package io.riptide.server.search;

import org.jspecify.annotations.NullMarked;
