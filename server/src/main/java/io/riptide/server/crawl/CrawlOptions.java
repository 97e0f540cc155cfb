package io.riptide.server.crawl;

import io.riptide.server.config.CrawlConfig;
import io.riptide.server.crawl.extract.ExtractFormat;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.crawl.extract.ExtractOptions;
import io.riptide.server.crawl.fetch.FetchRequest;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.schedule.CrawlOrder;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.input.Fields;
import io.riptide.server.text.Spelling;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a client may say about a crawl beside its URLs.
///
/// @param concurrency pages at once
/// @param cacheMode use of the cache
/// @param extract what becomes of a page
/// @param timeoutMs time for one page
/// @param deadlineMs time for all
/// @param bodyBytesMax bytes of a page on the wire
/// @param redirectsMax redirects followed for one page
/// @param respectsRobots whether robots.txt is asked and obeyed
/// @param userAgent sent to sites, which robots.txt is asked for; empty is the server's own
/// @param headers sent to sites beside it
/// @param render whether a browser is wanted: `auto`, `never`, `always`
/// @param depthMax links followed from a given page
/// @param pagesMax pages in all when links are followed
/// @param isSameHostOnly whether only links to the host of their page are followed; of a given page that redirects,
///     to both hosts; and redirects as [CrawlScope] says
/// @param include links followed match one of these, if there are any
/// @param exclude links followed match none of these, nor do the redirects of pages that were found
/// @param order which page of a host comes next
/// @param sitemap whether sitemaps are read
public record CrawlOptions(
        int concurrency,
        CacheMode cacheMode,
        ExtractOptions extract,
        int timeoutMs,
        int deadlineMs,
        int bodyBytesMax,
        int redirectsMax,
        boolean respectsRobots,
        String userAgent,
        HeaderFields headers,
        String render,
        int depthMax,
        int pagesMax,
        boolean isSameHostOnly,
        List<Glob> include,
        List<Glob> exclude,
        CrawlOrder order,
        SitemapUse sitemap) {
    /// Links followed from a given page, at most.
    public static final int DEPTH_MAX = 20;

    /// Pages in all when links are followed, if nothing is said.
    public static final int PAGES = 1_000;

    /// The same, at most.
    public static final int PAGES_MAX = 100_000;

    /// Entries of `include`, and of `exclude`.
    public static final int GLOBS_MAX = 100;

    private static final int CONCURRENCY = 16;
    private static final int TIMEOUT_MS = 20_000;
    private static final int TIMEOUT_MS_MIN = 100;
    private static final int DEADLINE_MS = 300_000;
    private static final int BODY_BYTES_MIN = 1_024;
    private static final int REDIRECTS = 5;
    private static final int GLOB_LENGTH_MAX = 512;
    private static final int USER_AGENT_LENGTH_MAX = 256;
    private static final String USER_AGENT = "User-Agent";
    private static final List<String> MODES =
            Arrays.stream(ExtractMode.values()).map(ExtractMode::wireName).toList();
    private static final List<String> FORMATS =
            Arrays.stream(ExtractFormat.values()).map(ExtractFormat::wireName).toList();
    private static final List<String> RENDERS = List.of("auto", "never", "always");

    /// Reads what the client says; headers are given as they need more than a field, and [Fields#finish] is the
    /// caller's.
    static CrawlOptions read(Fields in, HeaderFields headers, CrawlConfig config) {
        long timeoutMsMax = config.timeoutMax().toMillis();
        long deadlineMsMax = config.deadlineMax().toMillis();
        String userAgent = readUserAgent(in);
        return new CrawlOptions(
                (int) in.integer(
                        "concurrency", 1, config.concurrencyMax(), Math.min(CONCURRENCY, config.concurrencyMax())),
                CacheMode.ofName(in.choice("cache_mode", CacheMode.NAMES, "read_through")),
                readExtract(in),
                (int) in.integer("timeout_ms", TIMEOUT_MS_MIN, timeoutMsMax, Math.min(TIMEOUT_MS, timeoutMsMax)),
                (int) in.integer("deadline_ms", TIMEOUT_MS_MIN, deadlineMsMax, Math.min(DEADLINE_MS, deadlineMsMax)),
                (int) in.integer("max_body_bytes", BODY_BYTES_MIN, config.bodyBytesMax(), config.bodyBytesMax()),
                (int) in.integer("max_redirects", 0, config.redirectsMax(), Math.min(REDIRECTS, config.redirectsMax())),
                in.bool("respect_robots", true),
                userAgent.isEmpty() ? headers.first(USER_AGENT).orElse("") : userAgent,
                headers.without(USER_AGENT),
                in.choice("render", RENDERS, "auto"),
                (int) in.integer("max_depth", 0, DEPTH_MAX, 0),
                (int) in.integer("max_pages", 1, PAGES_MAX, PAGES),
                in.bool("same_host", true),
                globs(in, "include"),
                globs(in, "exclude"),
                CrawlOrder.ofName(in.choice("order", CrawlOrder.NAMES, "breadth")),
                SitemapUse.ofName(in.choice("sitemap", SitemapUse.NAMES, "skip")));
    }

    /// Whether there may be more pages than were given.
    boolean isSearching() {
        return depthMax > 0 || sitemap != SitemapUse.SKIP;
    }

    /// Whether the links of a page that is `depth` links away are followed.
    boolean followsLinksAt(int depth) {
        return depth < depthMax && sitemap != SitemapUse.ONLY;
    }

    /// The same for an origin that the client did not name; this where it makes no difference.
    CrawlOptions forOtherOrigins() {
        HeaderFields harmless = FetchRequest.forOtherOrigins(headers);
        return harmless.equals(headers) ? this : withHeaders(harmless);
    }

    private CrawlOptions withHeaders(HeaderFields fields) {
        return new CrawlOptions(
                concurrency,
                cacheMode,
                extract,
                timeoutMs,
                deadlineMs,
                bodyBytesMax,
                redirectsMax,
                respectsRobots,
                userAgent,
                fields,
                render,
                depthMax,
                pagesMax,
                isSameHostOnly,
                include,
                exclude,
                order,
                sitemap);
    }

    /// Whether `link` is one of those that are wanted, wherever it was found.
    boolean wants(WebUrl link) {
        String text = link.href();
        return (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(text))) && !excludes(link);
    }

    /// Whether `url` is one of those that are not to be asked for unless the client itself names them.
    boolean excludes(WebUrl url) {
        return exclude.stream().anyMatch(glob -> glob.matches(url.href()));
    }

    /// Reads `extract` and `formats`.
    public static ExtractOptions readExtract(Fields in) {
        String mode = in.choice("extract", MODES, ExtractMode.ARTICLE.wireName());
        List<String> names = in.texts("formats", FORMATS.size(), GLOB_LENGTH_MAX, List.of("markdown", "text", "links"));
        Set<ExtractFormat> formats = EnumSet.noneOf(ExtractFormat.class);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.isEmpty() && !CrawlRequest.isReallyEmpty(in, "formats", i)) {
                continue; // refused already
            }
            String pointer = in.pointer("formats") + '/' + i;
            ExtractFormat.ofWireName(name)
                    .ifPresentOrElse(
                            formats::add,
                            () -> in.faults()
                                    .add(
                                            pointer,
                                            "formats may hold " + String.join(", ", FORMATS) + ", not '" + name + "'"
                                                    + Spelling.suggestion(name, FORMATS)));
        }
        return new ExtractOptions(ExtractMode.ofWireName(mode).orElse(ExtractMode.ARTICLE), formats);
    }

    private static String readUserAgent(Fields in) {
        String userAgent = in.text("user_agent", USER_AGENT_LENGTH_MAX, "");
        for (int i = 0; i < userAgent.length(); i++) {
            char c = userAgent.charAt(i);
            if (c < ' ' || c > '~') {
                in.faults().add(in.pointer("user_agent"), "user_agent must be printable ASCII");
                return "";
            }
        }
        return userAgent;
    }

    private static List<Glob> globs(Fields in, String name) {
        return in.texts(name, GLOBS_MAX, GLOB_LENGTH_MAX, List.of()).stream()
                .map(Glob::of)
                .toList();
    }
}
