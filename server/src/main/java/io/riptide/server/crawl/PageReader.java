package io.riptide.server.crawl;

import io.riptide.server.crawl.cache.CacheEntry;
import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.DocumentJson;
import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractFormat;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.crawl.extract.ExtractOptions;
import io.riptide.server.crawl.extract.Extractor;
import io.riptide.server.crawl.extract.PageMetadata;
import io.riptide.server.crawl.extract.PageSource;
import io.riptide.server.crawl.fetch.FetchedPage;
import io.riptide.server.crawl.fetch.RedirectHop;
import io.riptide.server.crawl.gate.Gate;
import io.riptide.server.crawl.gate.GateJudge;
import io.riptide.server.crawl.robots.RobotsDirectives;
import io.riptide.server.crawl.robots.RobotsDirectives.Rule;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.event.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes of an answer what its crawl wants: a document, links to follow, what it asks of robots.
///
/// - **Threading:** virtual threads, many at once.
final class PageReader {
    private static final Logger LOG = LoggerFactory.getLogger(PageReader.class);
    private static final double SCORE_MAX = 100.0;
    private static final String NOFOLLOW = "nofollow";

    /// Formats that are as long as the page.
    private static final Set<ExtractFormat> WRITTEN =
            EnumSet.of(ExtractFormat.TEXT, ExtractFormat.MARKDOWN, ExtractFormat.HTML);

    private static final int TRIES_MAX = 3;

    /// What a result says beside its document: addresses, times, how it was found.
    private static final int BESIDE_BYTES = 32 * 1024;

    private static final int MOVED = 301;
    private static final int MOVED_AS_IT_IS = 308;

    /// Not there, no longer there, or not for everybody.
    private static final Set<Integer> GONE = Set.of(401, 403, 404, 410, 451);

    /// What is never text; the body of such an answer is not even fetched.
    private static final List<String> BINARY_FAMILIES = List.of("image/", "audio/", "video/", "font/", "model/");

    private static final Set<String> BINARY = Set.of(
            "application/zip",
            "application/gzip",
            "application/x-gzip",
            "application/x-tar",
            "application/x-7z-compressed",
            "application/x-rar-compressed",
            "application/vnd.rar",
            "application/java-archive",
            "application/wasm",
            "application/x-iso9660-image",
            "application/x-apple-diskimage",
            "application/vnd.android.package-archive");

    private final Extractor extractor;
    private final Gate gate;
    private final PageListener listener;
    private final int documentBytesMax;

    /// A reader of pages by `extractor`, as `gate` decides, that tells `listener`.
    ///
    /// @param eventBytesMax of a result, in which the document is
    PageReader(Extractor extractor, Gate gate, PageListener listener, int eventBytesMax) {
        this.documentBytesMax = eventBytesMax - Math.min(eventBytesMax / 4, BESIDE_BYTES);
        this.extractor = extractor;
        this.gate = gate;
        this.listener = listener;
    }

    /// Whether an answer of this media type may hold something to read.
    static boolean mayRead(String mediaType) {
        return !BINARY.contains(mediaType) && BINARY_FAMILIES.stream().noneMatch(mediaType::startsWith);
    }

    /// What `answer` holds; an error where it cannot be read.
    ///
    /// @param agent the product token that the page may name in what it asks of robots
    PageAttempt.Content read(PageRequest page, FetchedPage answer, String agent) {
        ExtractOptions asked = page.options().extract();
        String finalUrl = answer.finalUrl().withoutCredentials().href();
        byte[] body = answer.body().toBytes();
        PageSource source =
                new PageSource(body, 0, body.length, answer.contentType().orElse(null), finalUrl);
        RobotsDirectives told = RobotsDirectives.of(answer.headers().all("x-robots-tag"), agent);
        GateJudge judge = new GateJudge(
                gate, answer.finalUrl().host(), page.options().render().equals("auto"));
        try {
            Written written = written(source, wanted(page, asked), asked, judge);
            Document document = written.document();
            RobotsDirectives robots =
                    told.and(RobotsDirectives.of(List.of(document.metadata().robots()), agent));
            tell(page, answer, document, robots);
            boolean mayFollow = !page.options().respectsRobots() || !robots.has(Rule.NOFOLLOW);
            List<WebUrl> links = page.followsLinks() && mayFollow ? links(page, document) : List.of();
            double score = Math.max(0, document.measures().qualityScore()) / SCORE_MAX;
            judge.learn(score);
            boolean isPartial = document.reading().isPartial();
            return new PageAttempt.Content(
                    written.json(),
                    null,
                    score,
                    links,
                    robots,
                    judge.decision().wireName(),
                    isPartial,
                    fingerprint(body),
                    elsewhere(answer, judge));
        } catch (ExtractException e) {
            judge.learn(0);
            return new PageAttempt.Content(
                    null,
                    PageError.of(e),
                    0,
                    List.of(),
                    told,
                    judge.decision().wireName(),
                    false,
                    0,
                    elsewhere(answer, judge));
        }
    }

    /// A document, and what of it the client wants.
    // As in PageResult.
    @SuppressWarnings("ArrayRecordComponent")
    private record Written(Document document, byte[] json) {}

    /// The document of `source`, cut as far as it takes to tell it in one event. Of most languages a character is a
    /// byte or little more; where it is three, it takes another look.
    private Written written(PageSource source, ExtractOptions wanted, ExtractOptions asked, GateJudge judge)
            throws ExtractException {
        long writers = asked.formats().stream().filter(WRITTEN::contains).count();
        int charsMax = (int) (documentBytesMax * 3L / 4 / Math.max(1, writers));
        for (int tries = 1; ; tries++) {
            Document document = extractor.extract(source, wanted.withCharsMax(charsMax), judge);
            Document told = document.only(asked.formats()).withTextOf(charsMax);
            byte[] json = Json.value(generator -> DocumentJson.write(generator, told));
            if (json.length <= documentBytesMax || writers == 0 || tries == TRIES_MAX) {
                return new Written(document, json);
            }
            charsMax = (int) ((long) charsMax * documentBytesMax / json.length * 9 / 10);
        }
    }

    private static Optional<WebUrl> elsewhere(FetchedPage answer, GateJudge judge) {
        return judge.elsewhere().flatMap(there -> {
            try {
                WebUrl url = answer.finalUrl().resolve(there.reference()).withoutCredentials();
                boolean isItself = url.canonical().equals(answer.finalUrl().canonical());
                return isItself ? Optional.empty() : Optional.of(url);
            } catch (InvalidUrlException e) {
                LOG.debug("{} is elsewhere at {}: {}", answer.finalUrl(), there.reference(), e.reason());
                return Optional.empty();
            }
        });
    }

    /// Two checksums in one number: quick, and good enough to tell the pages of a site apart.
    private static long fingerprint(byte[] body) {
        CRC32 high = new CRC32();
        high.update(body);
        CRC32C low = new CRC32C();
        low.update(body);
        return high.getValue() << Integer.SIZE | low.getValue();
    }

    private void tell(PageRequest page, FetchedPage answer, Document document, RobotsDirectives robots) {
        if (!asksLikeAnybody(page)) {
            return;
        }
        tellMoves(answer);
        boolean mayBeFound = mayBeFound(robots);
        if (mayBeFound && !document.text().isBlank()) {
            PageMetadata metadata = document.metadata();
            listener.read(document.url(), metadata.title(), document.text(), metadata.language());
        } else if (!mayBeFound || readsText(page.options().extract())) {
            listener.gone(document.url());
        }
    }

    /// Tells of a page that all nodes keep, as far as its document has a text.
    void tellKept(PageRequest page, CacheEntry<PageResult> entry) {
        byte[] document = entry.value().document();
        boolean isForAll = mayBeFound(entry.value().robots()) && asksLikeAnybody(page);
        if (document == null || !isForAll || listener.equals(PageListener.NONE)) {
            return;
        }
        KeptText kept = KeptText.of(document);
        if (!kept.text().isBlank()) {
            listener.kept(kept.url(), kept.title(), kept.text(), kept.language(), entry.storedAt());
        }
    }

    /// Tells that there is nothing for everybody where `answer`, which is no page, comes from.
    void tellNone(PageRequest page, FetchedPage answer) {
        if (!asksLikeAnybody(page)) {
            return;
        }
        tellMoves(answer);
        if (GONE.contains(answer.status())) {
            listener.gone(answer.finalUrl().withoutCredentials().href());
        }
    }

    private void tellMoves(FetchedPage answer) {
        for (RedirectHop hop : answer.redirects()) {
            if (hop.status() == MOVED || hop.status() == MOVED_AS_IT_IS) {
                listener.gone(hop.from().href());
            }
        }
    }

    private static boolean mayBeFound(RobotsDirectives robots) {
        return !robots.has(Rule.NOINDEX) && !robots.has(Rule.NOARCHIVE);
    }

    private static boolean asksLikeAnybody(PageRequest page) {
        return page.options().headers().fields().isEmpty() && !page.url().hasCredentials();
    }

    /// What the crawl itself needs of a page is read too, and left out of its document again. The text costs
    /// nothing more: it is what a page is measured by.
    private static ExtractOptions wanted(PageRequest page, ExtractOptions asked) {
        if (page.followsLinks()) {
            return withLinks(asked);
        }
        return readsText(asked) ? with(ExtractFormat.TEXT, asked.mode(), asked) : asked;
    }

    private static boolean readsText(ExtractOptions asked) {
        return asked.mode() == ExtractMode.ARTICLE || asked.mode() == ExtractMode.FULL;
    }

    private static ExtractOptions with(ExtractFormat format, ExtractMode mode, ExtractOptions asked) {
        Set<ExtractFormat> formats = EnumSet.of(format);
        formats.addAll(asked.formats());
        return new ExtractOptions(mode, formats);
    }

    private static ExtractOptions withLinks(ExtractOptions asked) {
        return readsText(asked)
                ? with(ExtractFormat.LINKS, asked.mode(), with(ExtractFormat.TEXT, asked.mode(), asked))
                : with(ExtractFormat.LINKS, ExtractMode.FULL, asked);
    }

    private static List<WebUrl> links(PageRequest page, Document document) {
        List<WebUrl> links = new ArrayList<>();
        Stream.of(document.links(), document.unlisted())
                .flatMap(List::stream)
                .filter(link -> !page.options().respectsRobots() || !isNofollow(link.rel()))
                .forEach(link -> {
                    try {
                        links.add(WebUrl.parse(link.url()));
                    } catch (InvalidUrlException e) {
                        LOG.debug("{} links to {}: {}", document.url(), link.url(), e.reason());
                    }
                });
        return links;
    }

    private static boolean isNofollow(String rel) {
        return !rel.isEmpty()
                && List.of(rel.toLowerCase(Locale.ROOT).split("\\s+", -1)).contains(NOFOLLOW);
    }
}
