/// Content codings of a body, undone piece by piece inside a bound. **Start here:**
/// [io.riptide.server.crawl.fetch.coding.ContentCodings], [io.riptide.server.crawl.fetch.coding.DecodedBody].
@NullMarked
package io.riptide.server.crawl.fetch.coding;

import org.jspecify.annotations.NullMarked;
