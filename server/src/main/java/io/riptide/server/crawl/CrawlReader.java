package io.riptide.server.crawl;

import io.riptide.server.config.CrawlConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.input.QueryFields;
import io.riptide.server.stream.WorkReader;

/// Understands crawls.
///
/// @param loader gets their pages
/// @param crawl what they may ask for
/// @param stream how streams are set up
public record CrawlReader(PageLoader loader, CrawlConfig crawl, StreamConfig stream) implements WorkReader {
    @Override
    public CrawlWork read(JsonFields body) throws InvalidInputException {
        return new CrawlWork(CrawlRequest.read(body, crawl, stream), loader, stream);
    }

    @Override
    public CrawlWork read(QueryFields query) throws InvalidInputException {
        return new CrawlWork(CrawlRequest.read(query, crawl, stream), loader, stream);
    }
}
