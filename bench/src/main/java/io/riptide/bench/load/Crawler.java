package io.riptide.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// One that is given a list of pages and tells of each in a line as soon as it has it.
///
/// - **Ownership:** whoever makes it closes it.
/// - **Failure:** what does not answer, or not in its protocol, ends with a
///   [io.riptide.bench.wire.ProbeException].
sealed interface Crawler extends AutoCloseable permits ServedCrawler, ProgramCrawler {
    /// Longest wait for a line.
    long PATIENCE_MS = 60_000;

    /// What it says of a page; `text` counts characters, `links` links.
    record Page(String url, int status, String title, int text, int links) {}

    String name();

    /// Its process, where the CPU time of that is to be measured.
    OptionalLong pid();

    /// Whether it is a new process each time, so that there is nothing to warm up.
    boolean anew();

    /// Whatever is done before the clock starts.
    void prepare() throws IOException;

    /// Crawls all of it; `lines` is given each line as it comes, an empty one where only now the first request
    /// goes out and time starts again.
    void crawl(List<URI> urls, Consumer<byte[]> lines) throws IOException;

    /// Whether a line speaks of a page, as others may.
    boolean isPage(JsonNode line);

    Page page(JsonNode line);

    @Override
    void close();
}
