package io.riptide.server.crawl.fetch.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.riptide.server.crawl.fetch.proxy.ProxyFaultException.Hope;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Opens a tunnel with `CONNECT`. The target is named by its address, not by its name: that address was judged,
/// and what the proxy would make of the name was not.
///
/// ```
/// CONNECT 93.184.216.34:443 HTTP/1.1⏎
/// Host: 93.184.216.34:443⏎
/// Proxy-Authorization: Basic …⏎
/// ⏎
/// ```
///
/// - **Bounds:** an answer of `answerBytesMax`; the body of a refusal is not read.
/// - **Failure:** [ProxyFaultException] for anything but 2xx.
/// - **Source:** RFC 9110, section 9.3.6; RFC 9112, section 3.2.3.
final class ConnectDialogue implements TunnelDialogue {
    private static final byte[] BEGINNING = "HTTP/1.".getBytes(US_ASCII);
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.\\d (\\d{3})(?: [^\\r\\n]*)?\\r?");

    private static final int INTERIM_MAX = 16;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final OutboundProxy proxy;
    private final InetSocketAddress target;
    private final int answerBytesMax;
    private int interimCount;

    ConnectDialogue(OutboundProxy proxy, InetSocketAddress target, int answerBytesMax) {
        this.proxy = proxy;
        this.target = target;
        this.answerBytesMax = answerBytesMax;
    }

    @Override
    public void open(ByteBuf out) {
        String authority = NetUtil.toSocketAddressString(target);
        String authorization = proxy.authorization()
                .map(value -> "Proxy-Authorization: " + value + "\r\n")
                .orElse("");
        String head = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + authorization + "\r\n";
        out.writeCharSequence(head, US_ASCII);
    }

    /// With its first words.
    @Override
    public boolean hasAsked() {
        return true;
    }

    @Override
    public boolean advance(ByteBuf in, ByteBuf out) throws ProxyFaultException {
        while (true) {
            requireHttp(in);
            int end = headEnd(in);
            if (end < 0 && in.readableBytes() <= answerBytesMax) {
                return false;
            }
            if (end < 0 || end - in.readerIndex() > answerBytesMax) {
                throw proxy.fault("has an answer to CONNECT that is too large", Hope.NONE);
            }
            int status = status(
                    in.readCharSequence(end - in.readerIndex(), ISO_8859_1).toString());
            if (status >= 200) {
                requireOpen(status);
                return true;
            }
            if (++interimCount > INTERIM_MAX) {
                throw proxy.fault("does not come to an answer", Hope.NONE);
            }
        }
    }

    /// What does not begin like an answer need not be waited for.
    private void requireHttp(ByteBuf in) throws ProxyFaultException {
        int length = Math.min(in.readableBytes(), BEGINNING.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != BEGINNING[i]) {
                throw proxy.fault("does not speak HTTP", Hope.NONE);
            }
        }
    }

    /// Index just past the empty line that ends the head, or -1. Lines may end without a CR (RFC 9112, section
    /// 2.2).
    private static int headEnd(ByteBuf in) {
        int previous = -1;
        int line = in.readerIndex();
        while (true) {
            int feed = in.indexOf(line, in.writerIndex(), (byte) '\n');
            if (feed < 0) {
                return -1;
            }
            boolean isEmpty = feed == line || (feed == line + 1 && in.getByte(line) == '\r');
            if (isEmpty && previous >= 0) {
                return feed + 1;
            }
            previous = feed;
            line = feed + 1;
        }
    }

    private int status(String head) throws ProxyFaultException {
        Matcher line = STATUS_LINE.matcher(head.substring(0, head.indexOf('\n')));
        if (!line.matches()) {
            throw proxy.fault("does not speak HTTP", Hope.NONE);
        }
        return Integer.parseInt(line.group(1));
    }

    private void requireOpen(int status) throws ProxyFaultException {
        if (status < 300) {
            return;
        }
        if (status == PROXY_AUTHENTICATION_REQUIRED) {
            throw proxy.loginRefused();
        }
        Hope hope = status >= 500 || status == TOO_MANY_REQUESTS ? Hope.LATER : Hope.NONE;
        // These two speak of the other side (RFC 9110, sections 15.6.3 and 15.6.5). Others may mean either, 503 too:
        // some proxies say it for a site that is down.
        Culprit culprit = status == BAD_GATEWAY || status == GATEWAY_TIMEOUT ? Culprit.SITE : Culprit.UNKNOWN;
        throw proxy.fault(
                "refuses to connect to " + NetUtil.toSocketAddressString(target) + " with status " + status,
                hope,
                culprit);
    }
}
