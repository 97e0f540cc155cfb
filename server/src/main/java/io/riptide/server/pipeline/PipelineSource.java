package io.riptide.server.pipeline;

import io.riptide.engine.log.EventLog;
import io.riptide.engine.pipeline.NodeState;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.run.BlockingSource;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunFailureException;
import io.riptide.engine.run.RunOutcome;
import io.riptide.server.event.EventType;
import io.riptide.server.event.JsonEvent;
import io.riptide.server.input.InvalidInputException;
import io.riptide.server.input.JsonFields;
import io.riptide.server.pipeline.input.InputFrame;
import io.riptide.server.pipeline.json.FrameJson;
import io.riptide.server.pipeline.json.NodeJson;
import io.riptide.server.problem.Problem;
import io.riptide.server.problem.RefusedException;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import io.riptide.server.stream.TakesInput;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The work of one pipeline: a frame of each node that no other follows is an event.
///
/// ```
/// node ─► node ─► onFrame ─► emit ─► log ─► client
///                            waits while the log is full: so a slow client slows the sources
/// ```
///
/// - **Threading:** the run's own virtual thread; each node has its own, on which its events are emitted.
/// - **Bounds:** the graph's inboxes; samples, and what nodes take themselves, by `pipelines.run-bytes`.
/// - **Failure:** a node's that its policies do not forgive ends the run, named.
final class PipelineSource implements BlockingSource, LiveListener, TakesInput {
    private static final int PRIORITY_OF_STATES = 9;
    private static final int PRIORITY_OF_REPORTS = 0;

    private final PipelineWork work;
    private final StreamIdentity identity;
    private final LivePipeline live;
    private final long startNs = System.nanoTime();
    private byte[] epoch = {};
    private volatile @Nullable Emitter emitter;

    PipelineSource(PipelineWork work, StreamIdentity identity) {
        this.work = work;
        this.identity = identity;
        this.live = new LivePipeline(work, identity, this);
    }

    LivePipeline live() {
        return live;
    }

    @Override
    public void begin(byte[] ofLog) {
        epoch = ofLog;
    }

    @Override
    public Event metadata() {
        return RunEvents.metadata(
                epoch,
                identity,
                work.kind(),
                work.delivery(),
                work.pipelining().stream(),
                json -> json.writeNumberProperty(
                        "nodes", work.graph().vertices().size()));
    }

    @Override
    public void run(Emitter to) throws InterruptedException, RunFailureException {
        emitter = to;
        PipelineRuns runs = work.pipelining().runs();
        PipelineReports reports =
                new PipelineReports(live, work.reportMs(), (type, fields) -> emit(type, PRIORITY_OF_REPORTS, fields));
        runs.add(live);
        reports.start();
        try {
            live.run();
        } finally {
            runs.remove(live);
            reports.stop(); // the run's last event comes after all of its others
        }
    }

    @Override
    public Event terminal(RunOutcome outcome) {
        live.end(); // one that was ended before it began
        return RunEvents.terminal(epoch, outcome, this::writeSummary);
    }

    @Override
    public void onInput(JsonFields fields) throws InvalidInputException, RefusedException {
        boolean isEnd = fields.bool("end", false);
        boolean hasFrame = fields.has("frame");
        InputFrame frame = InputFrame.read(fields.object("frame"));
        if (!hasFrame && !isEnd) {
            fields.faults().add(fields.pointer("frame"), "frame is missing");
        }
        fields.finish();
        if (!PipelineReader.takesInput(live.graph())) {
            fields.faults().add(fields.pointer("id"), "the graph of this stream has no node of type " + InputType.NAME);
        }
        fields.faults().throwIfAny();
        if (hasFrame) {
            Optional<String> refusal = work.input().offer(frame);
            if (refusal.isPresent()) {
                throw new RefusedException(Problem.tooMany(refusal.get()));
            }
        }
        if (isEnd) {
            work.input().end();
        }
    }

    @Override
    public void onFrame(String id, Frame frame) throws InterruptedException {
        byte[] fields = FrameJson.frame(id, frame);
        long offset = emit(EventType.FRAME, 0, fields);
        if (offset == EventLog.TOO_LARGE) {
            throw new IllegalStateException("its frame is an event of " + fields.length
                    + " bytes, more than stream.event-bytes-max: make frames shorter, or let fewer channels through");
        }
        live.countFrame();
    }

    @Override
    public void onState(String id, NodeState state, String message) throws InterruptedException {
        emit(EventType.NODE, PRIORITY_OF_STATES, FrameJson.state(id, state, message));
    }

    @Override
    public void onNote(String id, String text) throws InterruptedException {
        emit(EventType.NODE, PRIORITY_OF_STATES, FrameJson.note(id, text));
    }

    @Override
    public void onWait(int ahead) throws InterruptedException {
        emit(EventType.PIPELINE, PRIORITY_OF_STATES, LiveJson.waits(live, ahead));
    }

    @Override
    public void onBegin() throws InterruptedException {
        emit(EventType.PIPELINE, PRIORITY_OF_STATES, LiveJson.state(live));
    }

    private long emit(EventType type, int priority, byte[] fields) throws InterruptedException {
        Emitter to = emitter;
        assert to != null : "nodes work within run";
        JsonEvent event = new JsonEvent(type, epoch, fields);
        long offset = to.emit(event.type(), priority, event.lengthMax(), event);
        if (offset == EventLog.CLOSED) {
            throw new InterruptedException("the run is ending");
        }
        return offset;
    }

    private void writeSummary(JsonGenerator json) {
        json.writeNumberProperty("frames", live.frames());
        json.writeNumberProperty(
                "total_processing_time_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
        json.writeNumberProperty("frames_leaked", live.leaked());
        json.writeNumberProperty("nodes_abandoned", live.abandoned());
        json.writeArrayPropertyStart("nodes");
        live.figures().forEach(node -> NodeJson.figures(json, node));
        json.writeEndArray();
    }
}
