package io.riptide.server.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.riptide.protocol.OnEventLoop;
import io.riptide.server.crawl.CrawlOptions;
import io.riptide.server.crawl.extract.Document;
import io.riptide.server.crawl.extract.DocumentJson;
import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractOptions;
import io.riptide.server.crawl.extract.Extractor;
import io.riptide.server.crawl.extract.PageSource;
import io.riptide.server.crawl.url.InvalidUrlException;
import io.riptide.server.crawl.url.WebUrl;
import io.riptide.server.event.Json;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.QueryFields;
import io.riptide.server.problem.Fault;
import io.riptide.server.problem.Problem;
import io.riptide.server.route.Request;
import io.riptide.server.route.Router;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /extract`: the document of a page that the client brings itself.
///
/// - **Bounds:** four pages at once for each core; more are refused with 503.
@OnEventLoop
public final class ExtractEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ExtractEndpoint.class);
    private static final int PAGES_PER_CORE = 4;
    private static final int URL_LENGTH_MAX = 2_048;

    private final Extractor extractor;
    private final long bodyBytesMax;
    private final Semaphore places =
            new Semaphore(PAGES_PER_CORE * Runtime.getRuntime().availableProcessors());

    /// Reads pages of up to `bodyBytesMax` by `extractor`.
    public ExtractEndpoint(Extractor extractor, long bodyBytesMax) {
        this.extractor = extractor;
        this.bodyBytesMax = bodyBytesMax;
    }

    /// Adds the route.
    public void addTo(Router router) {
        router.add("POST", "/extract", this::extract);
    }

    private void extract(Request request) {
        String url;
        ExtractOptions options;
        try {
            QueryFields query = new QueryFields(request.query(), new Faults());
            url = url(query);
            options = CrawlOptions.readExtract(query);
            query.finish();
            query.faults().throwIfAny();
        } catch (InvalidInputException e) {
            request.problem(Problem.invalid(e.faults()));
            return;
        }
        request.receiveBody(bodyBytesMax, body -> {
            byte[] bytes = take(body);
            if (!places.tryAcquire()) {
                request.problem(Problem.unavailable("too many pages are being read"));
                return;
            }
            String contentType = request.head().header("content-type").orElse(null);
            PageSource page = new PageSource(bytes, 0, bytes.length, contentType, url);
            EventLoop loop = request.exchange().channel().eventLoop();
            Thread.ofVirtual().name("extract").start(() -> {
                Runnable answer = read(request, page, options);
                places.release();
                loop.execute(answer);
            });
        });
    }

    private Runnable read(Request request, PageSource page, ExtractOptions options) {
        try {
            Document document = extractor.extract(page, options);
            byte[] json = Json.value(generator -> DocumentJson.write(generator, document));
            return () -> request.json(200, json);
        } catch (ExtractException e) {
            return () -> request.problem(problem(e));
        } catch (RuntimeException | StackOverflowError e) { // the outermost frame of this thread
            LOG.error("request {} failed", request.context().id(), e);
            return () -> request.problem(Problem.internal());
        }
    }

    private static Problem problem(ExtractException e) {
        String detail = String.valueOf(e.getMessage());
        return switch (e.fault()) {
            case CONTENT_TYPE -> Problem.unsupportedMediaType(detail);
            case DECODE, EXTRACT -> Problem.invalid(List.of(new Fault("", detail)));
        };
    }

    private static String url(QueryFields query) {
        String text = query.text("url", URL_LENGTH_MAX, "");
        if (text.isEmpty()) {
            query.faults().add("?url", "url is missing: where the page is from, which its links are relative to");
            return "";
        }
        try {
            return WebUrl.parse(text).href();
        } catch (InvalidUrlException e) {
            query.faults().add("?url", "not a URL: " + e.reason());
            return "";
        }
    }

    private static byte[] take(ByteBuf body) {
        try {
            return ByteBufUtil.getBytes(body);
        } finally {
            body.release();
        }
    }
}
