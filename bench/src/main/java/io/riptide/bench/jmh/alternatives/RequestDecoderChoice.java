package io.riptide.bench.jmh.alternatives;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.DrainedChannel;
import io.riptide.bench.jmh.Measured;
import io.riptide.bench.jmh.Proof;
import io.riptide.bench.jmh.RequestDecodeBenchmark;
import io.riptide.bench.jmh.RequestHeads;
import io.riptide.protocol.HttpProtocolException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// Who reads requests: our strict decoder or Netty's? One operation is one read.
///
/// Netty's is a handler and comes with its pipeline; ours is called by one that does more than decode, which is
/// not in the figure.
@SuppressWarnings("NullAway.Init") // JMH calls set first
public class RequestDecoderChoice extends Measured {
    @Param
    public RequestHeads heads = RequestHeads.CURL;

    private RequestDecodeBenchmark ours;
    private ByteBuf wire;
    private DrainedChannel channel;
    private Sink sink;

    /// Asks each head for the same things.
    private static final class Sink extends ChannelInboundHandlerAdapter {
        private final Proof proof;
        private int length;

        Sink(Proof proof) {
            this.proof = proof;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request) {
                String host = request.headers().get(HttpHeaderNames.HOST, "");
                proof.see(request.method().name());
                proof.see(request.uri());
                proof.see(host);
                length += request.method().name().length() + request.uri().length() + host.length();
            }
            ReferenceCountUtil.release(message);
        }
    }

    @Setup
    public void set() {
        ours = new RequestDecodeBenchmark();
        ours.proveTo(proof);
        ours.heads = heads;
        ours.set();
        wire = heads.wire();
        sink = new Sink(proof);
        channel = new DrainedChannel(proof, new HttpRequestDecoder(), sink);
    }

    @TearDown
    public void free() {
        ours.free();
        channel.close();
        wire.release();
    }

    @Chosen
    @Benchmark
    public int ourDecoder() throws HttpProtocolException {
        return ours.decode();
    }

    @Benchmark
    public int nettyDecoder() {
        sink.length = 0;
        channel.read(wire.retainedDuplicate());
        return sink.length;
    }
}
