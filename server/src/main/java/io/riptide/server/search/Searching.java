package io.riptide.server.search;

import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.CrawlConfig;
import io.riptide.server.config.RiptideConfig;
import io.riptide.server.config.SearchAddress;
import io.riptide.server.config.SearchConfig;
import io.riptide.server.config.StreamConfig;
import io.riptide.server.crawl.PageListener;
import io.riptide.server.crawl.PageLoader;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.input.QueryFields;
import io.riptide.server.search.index.IndexLimits;
import io.riptide.server.search.index.PageIndex;
import io.riptide.server.search.provider.SearchProvider;
import io.riptide.server.search.web.Engine;
import io.riptide.server.search.web.EngineFetcher;
import io.riptide.server.search.web.EngineWatch;
import io.riptide.server.search.web.SearchEngine;
import io.riptide.server.search.web.Searxng;
import io.riptide.server.search.web.Serper;
import io.riptide.server.stream.Work;
import io.riptide.server.stream.WorkReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything a node needs to search, wired together.
///
/// - **Ownership:** owns the index and what asks the engines until [#close].
public final class Searching implements WorkReader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Searching.class);

    /// Of pages that wait to be indexed: some seconds of a fast crawl.
    private static final int QUEUED_BYTES_MAX = 16 << 20;

    private final CrawlConfig crawl;
    private final StreamConfig stream;
    private final @Nullable PageIndex index;
    private final @Nullable EngineFetcher fetcher;
    private final EngineWatch watch;
    private final Providers providers;
    private @Nullable PageLoader loader;

    private Searching(RiptideConfig config, RecoveryListener listener) {
        SearchConfig search = config.search();
        this.crawl = config.crawl();
        this.stream = config.stream();
        this.index = search.index() ? open(search) : null;
        boolean asksEngines = search.searxng().isPresent() || search.serperKey().isPresent();
        this.fetcher = asksEngines ? new EngineFetcher(crawl.userAgent(), crawl.http2()) : null;
        List<SearchEngine> engines = engines(search, listener);
        this.watch = new EngineWatch(engines, search.probe());
        this.providers = new Providers(
                providers(engines), search.providers().isEmpty() ? List.of(Providers.LOCAL) : search.providers());
    }

    /// Opens the index, and sees which engines are there; nobody is asked anything yet.
    public static Searching start(RiptideConfig config, RecoveryListener listener) {
        return new Searching(config, listener);
    }

    private static PageIndex open(SearchConfig search) {
        boolean isInMemory = search.indexDirectory().equals("memory");
        IndexLimits standard = IndexLimits.STANDARD;
        IndexLimits limits = new IndexLimits(
                search.indexPagesMax(),
                search.indexBytesMax(),
                standard.queuedPagesMax(),
                QUEUED_BYTES_MAX,
                standard.textCharsMax());
        try {
            return PageIndex.open(
                    limits, isInMemory ? Optional.empty() : Optional.of(Path.of(search.indexDirectory())));
        } catch (IOException e) {
            throw new UncheckedIOException("search.index-directory: " + e.getMessage(), e);
        }
    }

    private List<SearchEngine> engines(SearchConfig search, RecoveryListener listener) {
        EngineFetcher by = fetcher;
        if (by == null) {
            return List.of();
        }
        List<Engine> engines = new ArrayList<>();
        search.searxng().ifPresent(at -> engines.add(new Searxng(url(at.url()))));
        String serper = search.serper().map(SearchAddress::url).orElse("https://google.serper.dev/search");
        search.serperKey().ifPresent(key -> engines.add(new Serper(url(serper), key)));
        return engines.stream()
                .map(engine -> new SearchEngine(engine, by, search, listener))
                .toList();
    }

    private List<SearchProvider> providers(List<SearchEngine> engines) {
        List<SearchProvider> all = new ArrayList<>(engines);
        all.add(new NamedUrls());
        if (index != null) {
            all.add(new LocalPages(index));
        }
        return all;
    }

    private static WebUrl url(String text) {
        try {
            return WebUrl.parse(text);
        } catch (InvalidUrlException e) {
            throw new IllegalArgumentException(text + ": " + e.reason(), e);
        }
    }

    /// What makes pages that are crawled findable.
    public PageListener listener() {
        PageIndex to = index;
        return to == null ? PageListener.NONE : new IndexFeed(to);
    }

    /// Crawls what it finds by `loader`; before the first search.
    public void crawlBy(PageLoader by) {
        loader = by;
    }

    @Override
    public Work read(JsonFields body) throws InvalidInputException {
        return work(DeepSearchRequest.read(body, providers, crawl, stream));
    }

    @Override
    public Work read(QueryFields query) throws InvalidInputException {
        return work(DeepSearchRequest.read(query, providers, crawl, stream));
    }

    private Work work(DeepSearchRequest request) {
        PageLoader by = loader;
        if (by == null) {
            throw new IllegalStateException("nobody has said who crawls");
        }
        return new DeepSearchWork(request, by, stream);
    }

    /// How it does.
    public SearchSnapshot snapshot() {
        return new SearchSnapshot(
                index == null ? SearchSnapshot.NONE.index() : index.snapshot(),
                providers.trouble().orElse(""));
    }

    /// Has the index ready before it is needed.
    public void prepare() {
        PageIndex known = index;
        if (known != null) {
            known.prepare();
        }
    }

    @Override
    public void close() {
        if (index != null) {
            try {
                index.close();
            } catch (IOException e) {
                LOG.warn("the index was not closed as it should be; what was added last may be missing", e);
            }
        }
        watch.close();
        if (fetcher != null) {
            fetcher.close();
        }
    }
}
