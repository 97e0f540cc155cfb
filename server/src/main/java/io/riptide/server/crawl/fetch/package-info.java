/// Gets one page: one request per hop, the true status, honest timings. The only package that knows
/// async-http-client. **Start here:** [io.riptide.server.crawl.fetch.Fetcher],
/// [io.riptide.server.crawl.fetch.FetchOutcome], [io.riptide.server.crawl.fetch.AhcFetcher].
@NullMarked
package io.riptide.server.crawl.fetch;

import org.jspecify.annotations.NullMarked;
