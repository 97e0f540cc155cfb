package io.riptide.server.crawl.sitemap;

import crawlercommons.sitemaps.AbstractSiteMap;
import crawlercommons.sitemaps.SiteMap;
import crawlercommons.sitemaps.SiteMapIndex;
import crawlercommons.sitemaps.SiteMapParser;
import crawlercommons.sitemaps.SiteMapURL;
import crawlercommons.sitemaps.UnknownFormatException;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.Fetcher;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads sitemaps: XML, indexes, RSS, Atom and plain lists, compressed or not.
///
/// - **Threading:** virtual threads, many at once.
/// - **Bounds:** [#BYTES_MAX] of one, unpacked, which are in memory while it is read; the [#PAGES_MAX] pages
///   that the protocol allows, and as many sitemaps.
/// - **Failure:** a sitemap that cannot be had or read says nothing: the crawl goes on without it.
/// - **Source:** the sitemaps protocol, sitemaps.org.
public final class SitemapReader {
    private static final Logger LOG = LoggerFactory.getLogger(SitemapReader.class);
    private static final int BYTES_MAX = 50 << 20;
    private static final int PAGES_MAX = 50_000;
    private static final int OK = 200;
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    private final Fetcher fetcher;

    /// A reader that fetches by `fetcher`.
    public SitemapReader(Fetcher fetcher) {
        this.fetcher = fetcher;
    }

    /// What the sitemap that `request` asks for says.
    public Sitemap read(FetchRequest request) throws InterruptedException {
        FetchRequest bounded = request.withLimits(request.limits().withBodyBytesMax(BYTES_MAX, BYTES_MAX));
        if (!(fetcher.fetch(bounded) instanceof FetchedPage page) || page.status() != OK) {
            LOG.debug("{} cannot be had", request.url());
            return Sitemap.EMPTY;
        }
        try {
            return parse(page.finalUrl(), unpacked(page.body().toBytes()));
        } catch (IOException | UnknownFormatException | IllegalArgumentException e) {
            LOG.debug("{} is no sitemap: {}", request.url(), e.getMessage());
            return Sitemap.EMPTY;
        }
    }

    static Sitemap parse(WebUrl url, byte[] bytes) throws IOException, UnknownFormatException {
        // Not strict: pages of other folders than the sitemap's own count. Partial: what comes before a fault counts.
        SiteMapParser parser = new SiteMapParser(false, true);
        URL place = URI.create(url.href()).toURL();
        AbstractSiteMap map = parser.parseSiteMap(bytes, place);
        return switch (map) {
            case SiteMapIndex index -> new Sitemap(List.of(), urls(url, locations(index)));
            case SiteMap pages -> new Sitemap(ofHost(url, urls(url, addresses(pages))), List.of());
            default -> Sitemap.EMPTY;
        };
    }

    private static List<URL> locations(SiteMapIndex index) {
        return index.getSitemaps().stream().map(AbstractSiteMap::getUrl).toList();
    }

    private static List<URL> addresses(SiteMap pages) {
        return pages.getSiteMapUrls().stream().map(SiteMapURL::getUrl).toList();
    }

    private static List<WebUrl> urls(WebUrl base, List<URL> found) {
        List<WebUrl> urls = new ArrayList<>(Math.min(found.size(), PAGES_MAX));
        for (URL url : found.subList(0, Math.min(found.size(), PAGES_MAX))) {
            try {
                urls.add(base.resolve(url.toString()));
            } catch (InvalidUrlException e) {
                LOG.debug("{} lists {}: {}", base, url, e.reason());
            }
        }
        return urls;
    }

    /// A sitemap may only speak for its own host.
    private static List<WebUrl> ofHost(WebUrl sitemap, List<WebUrl> pages) {
        return pages.stream().filter(page -> page.host().equals(sitemap.host())).toList();
    }

    private static byte[] unpacked(byte[] bytes) throws IOException {
        boolean isPacked = bytes.length > 2 && (bytes[0] & 0xff) == GZIP_MAGIC_1 && (bytes[1] & 0xff) == GZIP_MAGIC_2;
        if (!isPacked) {
            return bytes;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readNBytes(BYTES_MAX);
        }
    }
}
