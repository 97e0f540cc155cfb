/// Results that were made before.
///
/// **Start here:** [WeighedCache].
@NullMarked
package io.riptide.server.crawl.cache;

import org.jspecify.annotations.NullMarked;
