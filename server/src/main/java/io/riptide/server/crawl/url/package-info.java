/// URLs read the way browsers read them, by one parser, so that the address checked is the address dialled.
///
/// **Start here:** [WebUrl].
@NullMarked
package io.riptide.server.crawl.url;

import org.jspecify.annotations.NullMarked;
