package io.riptide.protocol.http;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.HttpProtocolException;

/// Walks over the framing of one chunked body, octet by octet, so that no split of the input matters.
///
/// ```
/// chunk          = 1*HEXDIG [ chunk-ext ] CRLF chunk-data CRLF
/// chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
/// last-chunk     = 1*("0") [ chunk-ext ] CRLF
/// trailer        = *( field-line CRLF ) CRLF
/// ```
///
/// Extensions and trailers are checked and dropped: nothing here has a use for them.
///
/// - **Bounds:** [HttpLimits] for content, extensions and trailers; a chunk size has at most 16 digits.
/// - **Failure:** [HttpProtocolException] with 400, 413 or 431.
/// - **Source:** RFC 9112, 7.1.
final class ChunkedBody {
    private enum State {
        SIZE_START,
        SIZE,
        EXTENSION_BLANK,
        EXTENSION_NAME_START,
        EXTENSION_NAME,
        EXTENSION_NAME_BLANK,
        EXTENSION_VALUE_START,
        EXTENSION_VALUE,
        EXTENSION_QUOTED,
        EXTENSION_QUOTED_PAIR,
        EXTENSION_QUOTED_END,
        SIZE_LINE_FEED,
        DATA,
        DATA_RETURN,
        DATA_LINE_FEED,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LINE_FEED,
        LAST_LINE_FEED,
        END
    }

    private static final int SIZE_DIGITS_MAX = 16;

    private final HttpLimits limits;
    private State state = State.SIZE_START;
    private int sizeDigits;
    private long size;
    private long contentBytes;
    private int extensionBytes;
    private int trailerBytes;

    ChunkedBody(HttpLimits limits) {
        this.limits = limits;
    }

    /// Reads framing up to content or the end, and says whether it got there; what it read is consumed.
    boolean advance(ByteBuf in) throws HttpProtocolException {
        while (!isAtContent() && !isAtEnd() && in.isReadable()) {
            state = next(in.readByte());
        }
        return isAtEnd() || (isAtContent() && in.isReadable());
    }

    boolean isAtEnd() {
        return state == State.END;
    }

    /// What is left of the chunk whose data comes next.
    long chunkRemaining() {
        assert isAtContent() : state;
        return size;
    }

    /// The caller takes `lengthBytes` of the chunk's data.
    void taken(int lengthBytes) {
        assert isAtContent() && lengthBytes <= size : lengthBytes;
        size -= lengthBytes;
        if (size == 0) {
            state = State.DATA_RETURN;
        }
    }

    private boolean isAtContent() {
        return state == State.DATA;
    }

    private State next(byte octet) throws HttpProtocolException {
        return switch (state) {
            case SIZE_START, SIZE -> size(octet);
            case EXTENSION_BLANK,
                    EXTENSION_NAME_START,
                    EXTENSION_NAME,
                    EXTENSION_NAME_BLANK,
                    EXTENSION_VALUE_START,
                    EXTENSION_VALUE,
                    EXTENSION_QUOTED,
                    EXTENSION_QUOTED_PAIR,
                    EXTENSION_QUOTED_END -> extension(octet);
            case SIZE_LINE_FEED -> sizeLineEnd(octet);
            case DATA_RETURN -> require(octet == '\r', State.DATA_LINE_FEED, "chunk data is followed by CRLF");
            case DATA_LINE_FEED -> require(octet == '\n', State.SIZE_START, "chunk data is followed by CRLF");
            case TRAILER_START, TRAILER_NAME, TRAILER_VALUE, TRAILER_LINE_FEED, LAST_LINE_FEED -> trailer(octet);
            case DATA, END -> throw new AssertionError(state);
        };
    }

    private State size(byte octet) throws HttpProtocolException {
        int digit = OctetClass.hexValue(octet);
        if (digit < 0) {
            if (state == State.SIZE_START) {
                throw new HttpProtocolException(400, "a chunk begins with its size in hexadecimal digits");
            }
            return afterExtension(octet);
        }
        if (state == State.SIZE_START) {
            sizeDigits = 0;
            size = 0;
        }
        if (++sizeDigits > SIZE_DIGITS_MAX) {
            throw new HttpProtocolException(400, "a chunk size has at most " + SIZE_DIGITS_MAX + " digits");
        }
        size = size << 4 | digit;
        return State.SIZE;
    }

    /// After a size or a whole extension: another extension or the end of the line.
    private State afterExtension(byte octet) throws HttpProtocolException {
        return switch (octet) {
            case '\r' -> State.SIZE_LINE_FEED;
            case ';' -> countedExtension(State.EXTENSION_NAME_START);
            case ' ', '\t' -> countedExtension(State.EXTENSION_BLANK);
            default -> throw new HttpProtocolException(400, "a chunk size is followed by an extension or CRLF");
        };
    }

    private State extension(byte octet) throws HttpProtocolException {
        boolean isBlank = OctetClass.isWhitespace(octet);
        State after = switch (state) {
            case EXTENSION_BLANK -> isBlank ? state : octet == ';' ? State.EXTENSION_NAME_START : State.END;
            case EXTENSION_NAME_START -> isBlank ? state : OctetClass.isToken(octet) ? State.EXTENSION_NAME : State.END;
            case EXTENSION_NAME -> afterNameOctet(octet);
            case EXTENSION_NAME_BLANK -> isBlank ? state : afterName(octet);
            case EXTENSION_VALUE_START -> isBlank ? state : valueStart(octet);
            case EXTENSION_VALUE -> OctetClass.isToken(octet) ? state : afterExtension(octet);
            case EXTENSION_QUOTED -> quoted(octet);
            case EXTENSION_QUOTED_PAIR -> OctetClass.isFieldValue(octet) ? State.EXTENSION_QUOTED : State.END;
            case EXTENSION_QUOTED_END -> afterExtension(octet);
            default -> throw new AssertionError(state);
        };
        if (after == State.END) {
            throw new HttpProtocolException(400, "a chunk extension is a name, and a token or quoted string as value");
        }
        return countedExtension(after);
    }

    private State afterNameOctet(byte octet) throws HttpProtocolException {
        if (OctetClass.isToken(octet)) {
            return state;
        }
        if (OctetClass.isWhitespace(octet)) {
            return State.EXTENSION_NAME_BLANK;
        }
        return octet == '\r' ? State.SIZE_LINE_FEED : afterName(octet);
    }

    private static State afterName(byte octet) {
        return switch (octet) {
            case '=' -> State.EXTENSION_VALUE_START;
            case ';' -> State.EXTENSION_NAME_START;
            default -> State.END;
        };
    }

    private static State valueStart(byte octet) {
        if (octet == '"') {
            return State.EXTENSION_QUOTED;
        }
        return OctetClass.isToken(octet) ? State.EXTENSION_VALUE : State.END;
    }

    private static State quoted(byte octet) {
        return switch (octet) {
            case '"' -> State.EXTENSION_QUOTED_END;
            case '\\' -> State.EXTENSION_QUOTED_PAIR;
            default -> OctetClass.isQuotedText(octet) ? State.EXTENSION_QUOTED : State.END;
        };
    }

    private State countedExtension(State after) throws HttpProtocolException {
        if (++extensionBytes > limits.chunkExtensionBytesMax()) {
            throw new HttpProtocolException(
                    400, "chunk extensions of a body have at most " + limits.chunkExtensionBytesMax() + " bytes");
        }
        return after;
    }

    private State sizeLineEnd(byte octet) throws HttpProtocolException {
        if (octet != '\n') {
            throw new HttpProtocolException(400, "a chunk size line ends with CRLF");
        }
        if (size == 0) {
            return State.TRAILER_START;
        }
        boolean overflows = size < 0 || size > limits.bodyBytesMax() - contentBytes;
        if (overflows) {
            throw new HttpProtocolException(413, "content has at most " + limits.bodyBytesMax() + " bytes");
        }
        contentBytes += size;
        return State.DATA;
    }

    private State trailer(byte octet) throws HttpProtocolException {
        if (++trailerBytes > limits.trailerBytesMax()) {
            throw new HttpProtocolException(431, "trailers have at most " + limits.trailerBytesMax() + " bytes");
        }
        String rule = "a trailer is field lines and an empty line";
        return switch (state) {
            case TRAILER_START ->
                octet == '\r' ? State.LAST_LINE_FEED : require(OctetClass.isToken(octet), State.TRAILER_NAME, rule);
            case TRAILER_NAME -> octet == ':' ? State.TRAILER_VALUE : require(OctetClass.isToken(octet), state, rule);
            case TRAILER_VALUE ->
                octet == '\r' ? State.TRAILER_LINE_FEED : require(OctetClass.isFieldValue(octet), state, rule);
            case TRAILER_LINE_FEED -> require(octet == '\n', State.TRAILER_START, rule);
            case LAST_LINE_FEED -> require(octet == '\n', State.END, rule);
            default -> throw new AssertionError(state);
        };
    }

    private static State require(boolean holds, State next, String rule) throws HttpProtocolException {
        if (!holds) {
            throw new HttpProtocolException(400, rule);
        }
        return next;
    }
}
