/// Which addresses the crawl may connect to, and how a name becomes one of them. **Start here:**
/// [io.riptide.server.crawl.address.AddressGate], [io.riptide.server.crawl.address.AddressPolicy].
@NullMarked
package io.riptide.server.crawl.address;

import org.jspecify.annotations.NullMarked;
