package io.riptide.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.HttpProtocolException;
import io.riptide.protocol.http.HttpLimits;
import io.riptide.protocol.http.RequestDecoder;
import io.riptide.protocol.http.RequestHead;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What a read of requests costs until their heads can be asked: method, target and `Host` are. One operation
/// is one read.
///
/// Answers what every request pays before anything is done for it.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class RequestDecodeBenchmark extends Measured {
    @Param
    public RequestHeads heads = RequestHeads.CURL;

    private ByteBuf wire;
    private RequestDecoder decoder;

    @Setup
    public void set() {
        wire = heads.wire();
        decoder = new RequestDecoder(HttpLimits.standard(), false);
    }

    @TearDown
    public void free() {
        wire.release();
    }

    @Benchmark
    public int decode() throws HttpProtocolException {
        wire.readerIndex(0);
        int length = 0;
        RequestDecoder.Signal signal = decoder.decode(wire);
        while (signal != RequestDecoder.Signal.NEED_DATA) {
            if (signal == RequestDecoder.Signal.HEAD) {
                length += ask(decoder.head());
            }
            signal = decoder.decode(wire);
        }
        return length;
    }

    private int ask(RequestHead head) {
        String host = head.header("host").orElse("");
        proof.see(head.method());
        proof.see(head.target());
        proof.see(host);
        return head.method().length() + head.target().length() + host.length();
    }
}
