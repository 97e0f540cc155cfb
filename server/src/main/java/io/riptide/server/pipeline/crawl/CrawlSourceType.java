package io.riptide.server.pipeline.crawl;

import static java.util.stream.Collectors.joining;

import io.riptide.engine.pipeline.node.Node;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeSchema;
import io.riptide.engine.pipeline.node.PortKind;
import io.riptide.server.crawl.CacheMode;
import io.riptide.server.crawl.CrawlOptions;
import io.riptide.server.crawl.CrawlReader;
import io.riptide.server.crawl.CrawlWork;
import io.riptide.server.crawl.SitemapUse;
import io.riptide.server.crawl.extract.ExtractFormat;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.event.Json;
import io.riptide.server.input.Faults;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.NodePlace;
import io.riptide.server.pipeline.PlacedType;
import io.riptide.server.pipeline.json.PlainJson;
import io.riptide.server.problem.Fault;
import io.riptide.server.stream.RunStreams;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `CrawlSource`: each page of a crawl as a frame.
public final class CrawlSourceType implements PlacedType {
    private static final int FORMATS_MAX = ExtractFormat.values().length;
    private static final Pattern PLACE = Pattern.compile("(?:/options)?/(?<name>[^/]+)(?:/(?<item>[0-9]+))?");

    private final CrawlReader reader;
    private final RunStreams streams;
    private final NodeSchema schema;

    /// Sources of crawls that `reader` understands and that are runs of `streams`.
    public CrawlSourceType(CrawlReader reader, RunStreams streams) {
        this.reader = reader;
        this.streams = streams;
        this.schema = schema(reader.crawl().urlsMax());
    }

    private static NodeSchema schema(int urlsMax) {
        String formats = Arrays.stream(ExtractFormat.values())
                .map(ExtractFormat::wireName)
                .collect(joining(", "));
        List<String> modes =
                Arrays.stream(ExtractMode.values()).map(ExtractMode::wireName).toList();
        return NodeSchema.EMPTY
                .withTexts("urls", urlsMax, "The pages to begin with.")
                .withInteger(
                        "max_depth",
                        0,
                        0,
                        CrawlOptions.DEPTH_MAX,
                        "links",
                        "How many links from a given page are followed.")
                .withInteger(
                        "max_pages",
                        CrawlOptions.PAGES,
                        1,
                        CrawlOptions.PAGES_MAX,
                        "pages",
                        "Pages in all when links are followed.")
                .withFlag("same_host", true, "Whether only links and redirects to the host of their page are followed.")
                .withOptionalTexts(
                        "include", CrawlOptions.GLOBS_MAX, "Links followed match one of these, such as */news/*.")
                .withOptionalTexts(
                        "exclude", CrawlOptions.GLOBS_MAX, "Links and redirects followed match none of these.")
                .withChoice("sitemap", SitemapUse.NAMES, "Whether sitemaps are read.")
                .withOptionalTexts("formats", FORMATS_MAX, "Of " + formats + "; without it markdown, text, links.")
                .withChoice("extract", modes, "What of a page is its content.")
                .withChoice("cache_mode", CacheMode.NAMES, "Use of the cache.")
                .withFlag("respect_robots", true, "Whether robots.txt is asked and obeyed.")
                .withOptionalNumber(
                        "concurrency", 1, Integer.MAX_VALUE, "pages", "Pages at once; without it the server's choice.")
                .withOptionalNumber(
                        "timeout_ms", 1, Integer.MAX_VALUE, "ms", "For one page; without it the server's choice.")
                .withOptionalNumber(
                        "deadline_ms",
                        1,
                        Integer.MAX_VALUE,
                        "ms",
                        "For all pages, after which it ends with what it has; without it the server's choice.");
    }

    @Override
    public String name() {
        return "CrawlSource";
    }

    @Override
    public String description() {
        return "Crawls, and makes a frame of each page: its result is metadata, as in a result event of a crawl.";
    }

    @Override
    public PortKind input() {
        return PortKind.NONE;
    }

    @Override
    public PortKind output() {
        return PortKind.RECORD;
    }

    @Override
    public NodeSchema schema() {
        return schema;
    }

    /// As the crawl itself would be checked, with the bounds that the configuration sets.
    @Override
    public void check(NodeConfig config, NodeSchema.Faults faults) {
        try {
            work(config);
        } catch (InvalidInputException e) {
            e.faults().forEach(fault -> note(fault, faults));
        }
    }

    /// `/urls/3` is the parameter `urls`, `/options/formats` is `formats`.
    private static void note(Fault fault, NodeSchema.Faults faults) {
        Matcher place = PLACE.matcher(fault.pointer());
        if (!place.matches()) {
            throw new IllegalStateException("a fault at no parameter: " + fault);
        }
        String item = place.group("item");
        faults.wrong(place.group("name"), item == null ? fault.detail() : "item " + item + ": " + fault.detail());
    }

    /// The crawl as a client would ask for it.
    private CrawlWork work(NodeConfig config) throws InvalidInputException {
        Map<String, Object> options = new LinkedHashMap<>(config.values());
        List<String> urls = config.texts("urls");
        options.remove("urls");
        byte[] body = Json.object(json -> {
            PlainJson.write(json, Map.of("urls", urls));
            json.writeObjectPropertyStart("options");
            PlainJson.write(json, options);
            json.writeEndObject();
        });
        return reader.read(new JsonFields(Json.readOwn(body), "", new Faults()));
    }

    @Override
    public Node create(NodeConfig config, NodePlace place) {
        return new CrawlSource(this::checkedWork, streams, place, config);
    }

    private CrawlWork checkedWork(NodeConfig config) {
        try {
            return work(config);
        } catch (InvalidInputException e) {
            throw new IllegalStateException("it was checked before", e);
        }
    }
}
