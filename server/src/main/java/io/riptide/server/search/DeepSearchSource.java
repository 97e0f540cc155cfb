package io.riptide.server.search;

import io.riptide.engine.log.EventLog;
import io.riptide.engine.run.BlockingSource;
import io.riptide.engine.run.Emitter;
import io.riptide.engine.run.RunFailure;
import io.riptide.engine.run.RunFailureException;
import io.riptide.engine.run.RunOutcome;
import io.riptide.server.crawl.CrawlOptions;
import io.riptide.server.crawl.CrawlPart;
import io.riptide.server.crawl.CrawlRequest;
import io.riptide.server.crawl.ResultJson;
import io.riptide.server.event.EventType;
import io.riptide.server.event.JsonEvent;
import io.riptide.server.search.provider.SearchReply;
import io.riptide.server.search.provider.SearchReply.Failed;
import io.riptide.server.search.provider.SearchReply.Found;
import io.riptide.server.stream.RunEvents;
import io.riptide.server.stream.StreamIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The work of one deep search.
///
/// ```
/// ask all providers at once ─► a search event for each as it answers
///   │ the last has answered, or a third of the time is over
///   ▼
/// merge, best first ─► crawl all at once ─► a result as each page comes
///   │ all are there, or all but a tenth of the time is over, or a second
///   ▼
/// an error for each page that is not there ─► summary with the ranking
/// ```
///
/// So a search ends as completed, with what there was time for.
///
/// - **Threading:** the run's own virtual thread; providers and crawl have theirs.
/// - **Bounds:** `limit` pages; time as above.
/// - **Failure:** a provider's is in its `search` event; when all have failed the run fails with what they
///   said.
final class DeepSearchSource implements BlockingSource {
    private static final int SEARCH_PART = 3;
    private static final int REST_PART = 10;
    private static final long REST_NS_MIN = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long REST_NS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final DeepSearchWork work;
    private final StreamIdentity identity;
    private final long startNs = System.nanoTime();
    private final List<ProviderRound.Answer> answers = new ArrayList<>();
    private byte[] epoch = {};
    private List<RankedHit> hits = List.of();
    private HitNotes notes;
    private @Nullable CrawlPart crawl;

    DeepSearchSource(DeepSearchWork work, StreamIdentity identity) {
        this.work = work;
        this.identity = identity;
        this.notes = new HitNotes(work.request().query().text(), hits);
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
                work.config(),
                json -> json.writeStringProperty("query", work.request().query().text()));
    }

    @Override
    public void run(Emitter emitter) throws InterruptedException, RunFailureException {
        ask(emitter);
        if (answers.stream().noneMatch(answer -> answer.reply() instanceof Found)) {
            throw new RunFailureException(failure());
        }
        notes = new HitNotes(work.request().query().text(), hits);
        if (work.request().includesContent()) {
            crawl(emitter);
        } else {
            tellHits(emitter);
        }
    }

    @Override
    public Event terminal(RunOutcome outcome) {
        return RunEvents.terminal(epoch, outcome, this::writeSummary);
    }

    private void ask(Emitter emitter) throws InterruptedException {
        DeepSearchRequest request = work.request();
        ReciprocalRank ranks = new ReciprocalRank();
        long deadlineNs = startNs + work.deadline().toNanos() / SEARCH_PART;
        try (ProviderRound round = new ProviderRound(request.providers(), request.query(), deadlineNs)) {
            while (round.hasNext()) {
                ProviderRound.Answer answer = round.next();
                answers.add(answer);
                if (answer.reply() instanceof Found(var found)) {
                    ranks.add(answer.provider(), found);
                }
                byte[] fields = SearchJson.answer(
                        request.query().text(), answer, request.query().limit());
                emit(emitter, EventType.SEARCH, fields);
            }
        }
        hits = ranks.best(request.query().limit());
    }

    private RunFailure failure() {
        String message = answers.stream()
                .map(ProviderRound.Answer::reply)
                .filter(Failed.class::isInstance)
                .map(reply -> ((Failed) reply).message())
                .collect(Collectors.joining("; "));
        boolean mayPass = answers.stream().anyMatch(DeepSearchSource::mayPass);
        return mayPass ? new RunFailure.Transient(message) : new RunFailure.Refused(message);
    }

    private static boolean mayPass(ProviderRound.Answer answer) {
        SearchReply reply = answer.reply();
        return reply instanceof Failed failed && failed.isRetryable();
    }

    private void crawl(Emitter emitter) throws InterruptedException {
        if (hits.isEmpty()) {
            return;
        }
        DeepSearchRequest request = work.request();
        long wholeNs = work.deadline().toNanos();
        long restNs = Math.min(wholeNs / 2, Math.clamp(wholeNs / REST_PART, REST_NS_MIN, REST_NS_MAX));
        CrawlRequest pages = new CrawlRequest(
                hits.stream().map(RankedHit::url).toList(),
                CrawlRequest.origins(NamedUrls.in(request.query().text())),
                request.options(),
                request.delivery());
        CrawlPart part = new CrawlPart(
                pages,
                work.loader(),
                identity.request().traceParent(),
                startNs + wholeNs - restNs,
                work.config().eventBytesMax(),
                notes);
        part.begin(epoch);
        crawl = part;
        part.run(emitter);
        part.tellMissing(emitter, "the time of the search was over before this page was there");
    }

    private void tellHits(Emitter emitter) throws InterruptedException {
        for (int i = 0; i < hits.size(); i++) {
            CrawlOptions options = work.request().options();
            byte[] fields = ResultJson.unasked(i, hits.get(i).url(), options, hits.size(), notes);
            emit(emitter, EventType.RESULT, fields);
        }
    }

    private void emit(Emitter emitter, EventType type, byte[] fields) throws InterruptedException {
        JsonEvent event = new JsonEvent(type, epoch, fields);
        long offset = emitter.emit(event.type(), 0, event.lengthMax(), event);
        assert offset >= 0 || offset == EventLog.CLOSED : offset;
    }

    private void writeSummary(JsonGenerator json) {
        CrawlPart part = crawl;
        if (part == null) {
            writeCounts(json);
        } else {
            part.writeCounts(json, startNs);
        }
        json.writeArrayPropertyStart("providers");
        for (ProviderRound.Answer answer : answers) {
            json.writeStartObject();
            json.writeStringProperty("provider", answer.provider());
            json.writeStringProperty("status", answer.reply() instanceof Failed failed ? failed.type() : "ok");
            json.writeEndObject();
        }
        json.writeEndArray();
        notes.writeRanking(json);
    }

    private void writeCounts(JsonGenerator json) {
        json.writeNumberProperty("total_urls", hits.size());
        json.writeNumberProperty("successful", hits.size());
        json.writeNumberProperty("failed", 0);
        json.writeNumberProperty("from_cache", 0);
        json.writeNumberProperty("cache_hit_rate", 0);
        json.writeNumberProperty(
                "total_processing_time_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }
}
