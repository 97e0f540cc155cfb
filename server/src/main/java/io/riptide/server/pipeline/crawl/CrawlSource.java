package io.riptide.server.pipeline.crawl;

import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.node.NodeConfig;
import io.riptide.engine.pipeline.node.NodeOutput;
import io.riptide.engine.pipeline.node.SourceNode;
import io.riptide.engine.run.Run;
import io.riptide.engine.run.RunOutcome;
import io.riptide.server.crawl.CrawlWork;
import io.riptide.server.event.EventType;
import io.riptide.server.event.Json;
import io.riptide.server.pipeline.NodePlace;
import io.riptide.server.pipeline.json.PlainJson;
import io.riptide.server.pipeline.log.LogEvent;
import io.riptide.server.pipeline.log.LogReader;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.stream.RunStreams;
import io.riptide.server.stream.StreamTransport;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Has a crawl run as clients' crawls do, and makes a frame of each `result`: its metadata is the result's object,
/// and `index`.
///
/// ```
/// sites ─► crawl, a run of its own ─► its log ─► this node ─► inbox ─► …
///              waits while the log's window is full ◄── waits while the inbox is
/// ```
///
/// The crawl counts on the client of the pipeline, and ends with this node: nobody else keeps it. A node that is
/// restarted, or given other parameters, begins anew.
///
/// - **Threading:** the node's; the crawl has its own.
/// - **Ownership:** owns the crawl's only lasting view, without which the crawl is cancelled.
/// - **Bounds:** those of crawls; results of one window of a stream of lines wait.
/// - **Failure:** when the crawl is refused, or ends in an `error`, with its message. One that is cancelled, or
///   whose time is up, ends with a note.
final class CrawlSource implements SourceNode {
    private final Function<NodeConfig, CrawlWork> work;
    private final RunStreams streams;
    private final NodePlace place;
    private NodeConfig config;
    private @Nullable LogReader reader;

    CrawlSource(Function<NodeConfig, CrawlWork> work, RunStreams streams, NodePlace place, NodeConfig config) {
        this.work = work;
        this.streams = streams;
        this.place = place;
        this.config = config;
    }

    @Override
    public boolean produce(NodeOutput out) throws InterruptedException {
        LogReader from = begun();
        Optional<LogEvent> event = from.next(out);
        if (event.isEmpty()) {
            return false;
        }
        int type = event.get().type();
        if (type == EventType.RESULT.recordType()) {
            emit(out, Json.readOwn(event.get().json()), event.get().json().length);
        } else if (type == EventType.ERROR.recordType()) {
            String message =
                    Json.readOwn(event.get().json()).at("/error/message").asString("");
            throw new IllegalStateException("the crawl failed: " + message);
        } else if (type == EventType.SUMMARY.recordType()) {
            noteHowItEnded(out, Json.readOwn(event.get().json()));
        }
        return !event.get().isTerminal();
    }

    /// One that did not come to its end has fewer pages than a reader of the frames would think.
    private static void noteHowItEnded(NodeOutput out, JsonNode summary) throws InterruptedException {
        String outcome = summary.path("outcome").asString("");
        if (!outcome.equals("completed")) {
            String why = outcome.equals("deadline") ? "its time was up" : "it was ended (" + outcome + ")";
            out.note("the crawl is not whole: " + why + " after "
                    + summary.path("total_urls").asLong(0) + " pages");
        }
    }

    private static void emit(NodeOutput out, JsonNode event, int jsonBytes) throws InterruptedException {
        Frame frame = out.acquire();
        frame.weigh((long) PlainJson.BYTES_PER_JSON_BYTE * jsonBytes);
        Map<String, Object> metadata = frame.metadata();
        metadata.put("index", event.path("index").longValue());
        metadata.putAll(PlainJson.map(event.path("result")));
        out.emit(frame);
    }

    private LogReader begun() {
        LogReader known = reader;
        if (known == null) {
            known = begin(work.apply(config));
            reader = known;
        }
        return known;
    }

    private LogReader begin(CrawlWork crawl) {
        Run run;
        try {
            run = streams.open(crawl, place.run().request(), StreamTransport.NDJSON);
        } catch (RefusedException e) {
            throw new IllegalStateException("the crawl was refused: " + e.getMessage(), e);
        }
        Optional<LogReader> opened = LogReader.open(
                run,
                0,
                crawl.delivery().policy(),
                crawl.delivery().window(StreamTransport.NDJSON.window(streams.config()), streams.config()));
        if (opened.isEmpty()) {
            run.end(new RunOutcome.Cancelled());
            throw new IllegalStateException("the crawl ended before it began");
        }
        run.start();
        return opened.get();
    }

    @Override
    public void configure(NodeConfig changed) {
        if (!changed.equals(config)) {
            close();
        }
        config = changed;
    }

    /// Who lets go of the crawl last has it cancelled, if it still works.
    @Override
    public void close() {
        LogReader known = reader;
        reader = null;
        if (known != null) {
            known.close();
        }
    }
}
