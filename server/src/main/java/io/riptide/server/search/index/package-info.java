/// Full text of the pages that this node has crawled, found again by their words.
///
/// **Start here:** [PageIndex] takes pages and answers queries, [IndexLimits] bounds it; inside, [IndexKeeper]
/// is what its one thread does and [LuceneStore] is where pages lie.
@NullMarked
package io.riptide.server.search.index;

import org.jspecify.annotations.NullMarked;
