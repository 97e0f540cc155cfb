package io.riptide.protocol.http;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.HttpProtocolException;
import io.riptide.protocol.OnEventLoop;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads requests from bytes, one after the other, as strictly as the specification lets a server be.
///
/// Each call of [#decode] consumes what it understood and says what it found:
///
/// 1. [Signal#HEAD]: a head is complete; [#head] has it until the next one begins.
/// 2. [Signal#CONTENT], any number of times: the next [#contentBytes] bytes at the reader index are content,
///    and the caller consumes exactly those before it calls again.
/// 3. [Signal#END], for each head: what follows in the buffer belongs to the next request, or to the next
///    protocol.
///
/// A line is looked at when it is complete, and no octet twice: an unfinished line stays in the buffer and the
/// search for its end goes on where it stopped. How the bytes were cut never matters, for the verdict neither.
///
/// - **Threading:** on the event loop of its connection.
/// - **Ownership:** borrows `in`, moves its reader index; the caller keeps the unread bytes for the next call.
/// - **Bounds:** [HttpLimits]; of a head at most `headBytesMax` are held here.
/// - **Failure:** [HttpProtocolException] ends the connection; after it the decoder may not be called again.
/// - **Source:** RFC 9112, 2 to 7.
@OnEventLoop
public final class RequestDecoder {
    /// What [#decode] found.
    public enum Signal {
        /// Nothing more can be read without more bytes.
        NEED_DATA,
        /// A head is complete.
        HEAD,
        /// Bytes of content are next.
        CONTENT,
        /// The request is complete.
        END
    }

    private enum State {
        REQUEST_LINE,
        FIELDS,
        FIXED_BODY,
        CHUNKED_BODY,
        FAILED
    }

    /// A client of old sent one after a body; more than a few are no mistake any more.
    private static final int EMPTY_LINES_MAX = 4;

    private static final int NOT_FOUND = -1;

    private final HttpLimits limits;
    private final boolean secure;
    private State state = State.REQUEST_LINE;
    private int scanned;
    private int emptyLines;
    private int headBytes;
    private @Nullable HeadBuilder builder;
    private @Nullable RequestHead head;
    private long fixedRemaining;
    private @Nullable ChunkedBody chunkedBody;
    private int contentBytes;

    /// A decoder for one connection; `secure` if it carries TLS.
    public RequestDecoder(HttpLimits limits, boolean secure) {
        this.limits = limits;
        this.secure = secure;
    }

    /// Goes on reading; see above for what follows what.
    public Signal decode(ByteBuf in) throws HttpProtocolException {
        assert state != State.FAILED;
        State before = state;
        state = State.FAILED;
        Signal signal = switch (before) {
            case REQUEST_LINE -> requestLine(in);
            case FIELDS -> fields(in);
            case FIXED_BODY -> fixedBody(in);
            case CHUNKED_BODY -> chunkedBody(in);
            case FAILED -> throw new IllegalStateException("decode after a failure");
        };
        assert state != State.FAILED;
        return signal;
    }

    /// The head of the request being read; call it only between [Signal#HEAD] and the next request.
    public RequestHead head() {
        return requireNonNull(head, "no head yet");
    }

    /// As much of a refused head as was well-formed; empty if not even the request line was.
    public Optional<RequestHead> headSoFar() {
        if (head != null) {
            return Optional.of(head);
        }
        @Nullable HeadBuilder unfinished = builder;
        return unfinished != null && unfinished.hasRequestLine() ? Optional.of(unfinished.build()) : Optional.empty();
    }

    /// Whether the request whose head is refused asked for a head only, as far as that is known.
    public boolean isHeadMethod() {
        return head != null
                ? head.isHead()
                : builder != null && builder.method().equals("HEAD");
    }

    /// Length of the content as the head declared it, or -1 if it comes in chunks.
    public long declaredLength() {
        return chunkedBody != null ? MessageFraming.CHUNKED : fixedRemaining;
    }

    /// How many bytes at the reader index are content, after [Signal#CONTENT].
    public int contentBytes() {
        return contentBytes;
    }

    /// Whether `in` holds, or has held, the beginning of a request that is not complete.
    public boolean isWithinRequest(ByteBuf in) {
        return state != State.REQUEST_LINE || in.isReadable();
    }

    private Signal requestLine(ByteBuf in) throws HttpProtocolException {
        head = null;
        builder = null;
        while (in.isReadable()) {
            byte first = in.getByte(in.readerIndex());
            if (first != '\r' && !OctetClass.isToken(first)) {
                throw new HttpProtocolException(400, "a request line begins with a method");
            }
            int lineBytes = findLine(in, limits.requestLineBytesMax());
            if (lineBytes == NOT_FOUND) {
                if (in.readableBytes() >= limits.requestLineBytesMax()) {
                    throw tooLongRequestLine(in);
                }
                break;
            }
            if (lineBytes > 2) {
                builder = new HeadBuilder(limits.headFieldsMax(), secure, in.readableBytes());
                builder.requestLine(in, lineBytes);
                headBytes = lineBytes;
                emptyLines = 0;
                return fields(in);
            }
            in.skipBytes(lineBytes);
            if (++emptyLines > EMPTY_LINES_MAX) {
                throw new HttpProtocolException(400, "a request line is preceded by few empty lines");
            }
        }
        state = State.REQUEST_LINE;
        return Signal.NEED_DATA;
    }

    private Signal fields(ByteBuf in) throws HttpProtocolException {
        HeadBuilder lines = requireNonNull(builder);
        while (true) {
            int bytesLeft = limits.headBytesMax() - headBytes;
            int lineBytes = findLine(in, bytesLeft);
            if (lineBytes == NOT_FOUND) {
                if (in.readableBytes() >= bytesLeft) {
                    throw new HttpProtocolException(431, "a head has at most " + limits.headBytesMax() + " bytes");
                }
                state = State.FIELDS;
                return Signal.NEED_DATA;
            }
            headBytes += lineBytes;
            if (lineBytes == 2) {
                in.skipBytes(2);
                return endOfHead(lines.build());
            }
            lines.field(in, lineBytes);
        }
    }

    private Signal endOfHead(RequestHead complete) throws HttpProtocolException {
        head = complete;
        builder = null;
        long length = MessageFraming.contentLength(complete, limits.bodyBytesMax());
        if (length == MessageFraming.CHUNKED) {
            chunkedBody = new ChunkedBody(limits);
            state = State.CHUNKED_BODY;
        } else {
            fixedRemaining = length;
            state = State.FIXED_BODY;
        }
        return Signal.HEAD;
    }

    private Signal fixedBody(ByteBuf in) {
        if (fixedRemaining == 0) {
            return endOfRequest();
        }
        state = State.FIXED_BODY;
        if (!in.isReadable()) {
            return Signal.NEED_DATA;
        }
        contentBytes = (int) Math.min(fixedRemaining, in.readableBytes());
        fixedRemaining -= contentBytes;
        return Signal.CONTENT;
    }

    private Signal chunkedBody(ByteBuf in) throws HttpProtocolException {
        ChunkedBody body = requireNonNull(chunkedBody);
        boolean hasArrived = body.advance(in);
        if (hasArrived && body.isAtEnd()) {
            return endOfRequest();
        }
        state = State.CHUNKED_BODY;
        if (!hasArrived) {
            return Signal.NEED_DATA;
        }
        contentBytes = (int) Math.min(body.chunkRemaining(), in.readableBytes());
        body.taken(contentBytes);
        return Signal.CONTENT;
    }

    private Signal endOfRequest() {
        chunkedBody = null;
        contentBytes = 0;
        state = State.REQUEST_LINE;
        return Signal.END;
    }

    /// Length with its CRLF of the line at the reader index, or [#NOT_FOUND] if it does not end within
    /// `bytesMax`.
    private int findLine(ByteBuf in, int bytesMax) throws HttpProtocolException {
        int start = in.readerIndex();
        int limit = start + Math.min(in.readableBytes(), bytesMax);
        int from = start + scanned;
        int lineFeed = from < limit ? in.indexOf(from, limit, (byte) '\n') : NOT_FOUND;
        int end = lineFeed < 0 ? limit : lineFeed;
        int carriageReturn = from < end ? in.indexOf(from, end, (byte) '\r') : NOT_FOUND;
        boolean isReturnLast = carriageReturn >= 0 && carriageReturn == end - 1;
        if (carriageReturn >= 0 ? !isReturnLast : lineFeed >= 0) {
            throw new HttpProtocolException(400, "a line ends with CRLF, and holds neither CR nor LF");
        }
        if (lineFeed < 0) {
            scanned = (isReturnLast ? carriageReturn : end) - start;
            return NOT_FOUND;
        }
        scanned = 0;
        return lineFeed + 1 - start;
    }

    private static HttpProtocolException tooLongRequestLine(ByteBuf in) {
        int methodEnd = in.indexOf(in.readerIndex(), in.readerIndex() + HeadBuilder.METHOD_BYTES_MAX + 1, (byte) ' ');
        return methodEnd < 0
                ? new HttpProtocolException(501, "a method is longer than any this server implements")
                : new HttpProtocolException(414, "a request line is too long");
    }
}
