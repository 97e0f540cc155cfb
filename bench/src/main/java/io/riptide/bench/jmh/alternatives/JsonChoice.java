package io.riptide.bench.jmh.alternatives;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.CrawlResult;
import io.riptide.bench.jmh.Measured;
import io.riptide.engine.log.CursorId;
import io.riptide.engine.run.WorkSource;
import io.riptide.protocol.ndjson.NdjsonFraming;
import io.riptide.server.event.Json;
import java.io.OutputStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import tools.jackson.core.JsonGenerator;

/// When is an event made into JSON: once, before it is in the log, or for each viewer as it is sent? One
/// operation is a `result` of a crawl that goes to all viewers as a line.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class JsonChoice extends Measured {
    private static final String EPOCH_TEXT = "k3v9x0ab";
    private static final byte[] EPOCH = EPOCH_TEXT.getBytes(US_ASCII);
    private static final byte[] NAME = "result".getBytes(US_ASCII);
    private static final int RECORD_BYTES = 4096;
    private static final long OFFSET = 17;

    @Param({"1", "10"})
    public int viewers = 1;

    private final CrawlResult result = new CrawlResult();
    private ByteBuf record;
    private UnsafeBuffer log;
    private ByteBuf out;

    @Setup
    public void set() {
        record = Unpooled.directBuffer(RECORD_BYTES);
        log = new UnsafeBuffer(record.nioBuffer(0, RECORD_BYTES));
        out = Unpooled.directBuffer(viewers * RECORD_BYTES);
    }

    @TearDown
    public void free() {
        record.release();
        out.release();
    }

    /// The fields by a generator, type and id put before them, and a copy for each viewer.
    @Chosen
    @Benchmark
    public int encodedOnce() {
        WorkSource.Event event = result.event(EPOCH);
        int length = event.writer().write(OFFSET, log, 0);
        out.clear();
        for (int i = 0; i < viewers; i++) {
            NdjsonFraming.INSTANCE.encode(NAME, EPOCH, OFFSET, record, 0, length, out);
        }
        proof.see(out);
        return out.writerIndex();
    }

    /// The whole event by a generator, into the buffer of each viewer.
    @Benchmark
    public int encodedForEach() {
        out.clear();
        for (int i = 0; i < viewers; i++) {
            try (JsonGenerator json = Json.mapper().createGenerator((OutputStream) new ByteBufOutputStream(out))) {
                json.writeStartObject();
                json.writeStringProperty("type", "result");
                json.writeStringProperty("id", CursorId.format(EPOCH, OFFSET));
                result.writeFields(json);
                json.writeEndObject();
            }
            out.writeByte('\n');
        }
        proof.see(out);
        return out.writerIndex();
    }
}
