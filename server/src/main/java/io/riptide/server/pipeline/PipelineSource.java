package io.riptide.server.pipeline;

import io.riptide.engine.log.EventLog;
import io.riptide.engine.memory.ByteBudget;
import io.riptide.engine.pipeline.NodeFailedException;
import io.riptide.engine.pipeline.NodeSnapshot;
import io.riptide.engine.pipeline.NodeState;
import io.riptide.engine.pipeline.Pipeline;
import io.riptide.engine.pipeline.PipelineListener;
import io.riptide.engine.pipeline.frame.Frame;
import io.riptide.engine.pipeline.frame.FramePool;
import io.riptide.engine.run.BlockingSource;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunFailure;
import io.riptide.engine.run.RunFailureException;
import io.riptide.engine.run.RunOutcome;
import io.riptide.server.event.EventType;
import io.riptide.server.event.JsonEvent;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
final class PipelineSource implements BlockingSource, PipelineListener {
    private static final int PRIORITY_OF_STATES = 9;

    private final PipelineWork work;
    private final StreamIdentity identity;
    private final long startNs = System.nanoTime();
    private final LongAdder frames = new LongAdder();
    private byte[] epoch = {};
    private volatile @Nullable Emitter emitter;
    private volatile List<NodeSnapshot> figures = List.of();
    private int leaked;

    PipelineSource(PipelineWork work, StreamIdentity identity) {
        this.work = work;
        this.identity = identity;
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
        ByteBudget memory = work.pipelining().runMemory();
        long bytes = Pipeline.bytesMax(work.graph());
        if (!memory.tryReserve(bytes)) {
            throw new RunFailureException(new RunFailure.Overload("its nodes take " + bytes
                    + " bytes, which pipelines.run-bytes, or pipelines.memory-bytes beside other pipelines, does not"
                    + " leave"));
        }
        try {
            run(memory);
        } finally {
            memory.release(bytes);
        }
    }

    private void run(ByteBudget memory) throws InterruptedException, RunFailureException {
        try (FramePool pool = new FramePool(Pipeline.framesMax(work.graph()), memory)) {
            Pipeline pipeline = new Pipeline(work.graph(), pool, this);
            try {
                pipeline.run();
            } catch (NodeFailedException e) {
                throw new RunFailureException(new RunFailure.Refused(String.valueOf(e.getMessage())));
            } finally {
                figures = pipeline.snapshot();
                leaked = pool.outstanding();
            }
        }
    }

    @Override
    public Event terminal(RunOutcome outcome) {
        return RunEvents.terminal(epoch, outcome, this::writeSummary);
    }

    @Override
    public void onFrame(String id, Frame frame) throws InterruptedException {
        byte[] fields = FrameJson.frame(id, frame);
        long offset = emit(EventType.FRAME, 0, fields);
        if (offset == EventLog.TOO_LARGE) {
            throw new IllegalStateException("its frame is an event of " + fields.length
                    + " bytes, more than stream.event-bytes-max: make frames shorter, or let fewer channels through");
        }
        frames.increment();
    }

    @Override
    public void onState(String id, NodeState state, String message) throws InterruptedException {
        emit(EventType.NODE, PRIORITY_OF_STATES, FrameJson.state(id, state, message));
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
        json.writeNumberProperty("frames", frames.sum());
        json.writeNumberProperty(
                "total_processing_time_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
        json.writeNumberProperty("frames_leaked", leaked);
        json.writeArrayPropertyStart("nodes");
        figures.forEach(node -> NodeJson.figures(json, node));
        json.writeEndArray();
    }
}
