package io.riptide.bench.baseline;

/// The events of one stream, for a server that frames and sends them its own way: a tiny `metadata`, `count`
/// ticks when they are due, a tiny `summary`.
///
/// - **Threading:** one thread at a time.
/// - **Ownership:** borrows the arrays it fills.
/// - **Bounds:** a batch is at most [#BATCH_BYTES]; a message at most the request's `size`, or 96 bytes.
final class TickSource {
    /// How much is made at once, where events are not paced.
    static final int BATCH_BYTES = 16 * 1024;

    /// Room that a batch of ticks leaves for `metadata` and `summary`, the larger of which is 99 bytes by SSE.
    private static final int CONTROL_BYTES = 256;

    private static final byte[] NOTHING = new byte[0];

    private final StreamRequest request;
    private final Wire wire;
    private final String epoch;
    private final TickEncoder encoder;
    private long startNs;
    private long sent;
    private boolean begun;
    private boolean ended;

    /// `epoch` is eight characters that ids begin with. WebSocket messages are made as lines of JSON.
    TickSource(StreamRequest request, String epoch) {
        assert request.kind() == StreamRequest.Kind.STREAM : request;
        this.request = request;
        this.wire = request.wire() == Wire.WEBSOCKET ? Wire.NDJSON : request.wire();
        this.epoch = epoch;
        this.encoder = new TickEncoder(wire, epoch, request.size());
    }

    /// Whether the `summary` has been made.
    boolean ended() {
        return ended;
    }

    /// Whether nothing will come any more although the stream stays open.
    boolean held() {
        return request.hold() && begun && sent == request.count();
    }

    /// Nanoseconds until the next event is due; 0 if one is.
    long waitNs() {
        boolean waits = begun && request.rate() > 0 && sent < request.count();
        return waits ? Math.max(0, dueNs() - System.nanoTime()) : 0;
    }

    /// Puts what is due now at the start of `out`, which has [#BATCH_BYTES]; returns how many bytes that were.
    int fill(byte[] out) {
        int at = Wire.append(begin(), out, 0);
        long due = due();
        while (due > 0 && at + encoder.nextLengthMax() + CONTROL_BYTES <= BATCH_BYTES) {
            at = encoder.encode(out, at, System.nanoTime());
            due--;
            sent++;
        }
        return Wire.append(end(), out, at);
    }

    /// Puts the next event, without a line end, at the start of `out`; returns its length, or 0 if none is due.
    int next(byte[] out) {
        int length = Wire.append(begin(), out, 0);
        if (length == 0 && due() > 0) {
            length = encoder.encode(out, 0, System.nanoTime());
            sent++;
        } else if (length == 0) {
            length = Wire.append(end(), out, 0);
        }
        return Math.max(0, length - 1);
    }

    private byte[] begin() {
        if (begun) {
            return NOTHING;
        }
        begun = true;
        startNs = System.nanoTime();
        return control("metadata", 0);
    }

    private byte[] end() {
        if (ended || request.hold() || sent < request.count()) {
            return NOTHING;
        }
        ended = true;
        return control("summary", sent + 1);
    }

    /// How many ticks may be made now.
    private long due() {
        long left = request.count() - sent;
        if (request.rate() == 0) {
            return left;
        }
        double elapsed = (System.nanoTime() - startNs) * 1e-9;
        return Math.min(left, (long) (elapsed * request.rate()) + 1 - sent);
    }

    private long dueNs() {
        return startNs + (long) (sent * 1e9 / request.rate());
    }

    private byte[] control(String type, long offset) {
        String id = epoch + '-' + offset;
        return wire.frame(type, id, "{\"type\":\"" + type + "\",\"id\":\"" + id + "\"}");
    }
}
