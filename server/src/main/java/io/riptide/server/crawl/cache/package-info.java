/// Results that were made before: how long they are good, where they are kept, and how they are found again.
///
/// **Start here:** [PageCache] keeps and finds, [FreshnessPolicy] says what may be kept and for how long.
@NullMarked
package io.riptide.server.crawl.cache;

import org.jspecify.annotations.NullMarked;
