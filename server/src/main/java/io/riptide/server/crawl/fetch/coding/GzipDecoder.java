package io.riptide.server.crawl.fetch.coding;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;

/// Undoes `gzip`: one member or several, each with its checksum proved.
///
/// Bytes after the last member that begin no further one are ignored, as every browser does; servers pad.
///
/// - **Source:** RFC 1952, sections 2.2 and 2.3.
final class GzipDecoder implements ContentDecoder {
    private static final int MAGIC_1 = 0x1F;
    private static final int MAGIC_2 = 0x8B;
    private static final int METHOD_DEFLATE = 8;

    private static final int FLAG_HEADER_CRC = 0x02;
    private static final int FLAG_EXTRA = 0x04;
    private static final int FLAG_NAME = 0x08;
    private static final int FLAG_COMMENT = 0x10;
    private static final int FLAGS_RESERVED = 0xE0;

    /// MTIME (4), XFL, OS.
    private static final int IGNORED_HEADER_BYTES = 6;

    private static final int TRAILER_BYTES = 8;

    private enum Part {
        MAGIC_1,
        MAGIC_2,
        METHOD,
        FLAGS,
        IGNORED,
        EXTRA_LENGTH_LOW,
        EXTRA_LENGTH_HIGH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        DEFLATED,
        TRAILER,
        PADDING
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private Part part = Part.MAGIC_1;
    private int flags;
    private int left;
    private long trailer;
    private boolean isMemberDone;

    @Override
    public void decode(ByteBuffer source, DecodedBody out) throws DecodeException {
        while (source.hasRemaining() && !out.isOverfull() && part != Part.PADDING) {
            if (part == Part.DEFLATED) {
                InflateSteps.run(inflater, source, out, "gzip", crc::update);
                if (inflater.finished()) {
                    part = Part.TRAILER;
                    left = TRAILER_BYTES;
                    trailer = 0;
                }
            } else {
                part = afterByte(source.get() & 0xFF);
            }
        }
        if (part == Part.PADDING) {
            source.position(source.limit());
        }
    }

    private Part afterByte(int value) throws DecodeException {
        return switch (part) {
            case MAGIC_1 -> value == MAGIC_1 ? Part.MAGIC_2 : notAMember();
            case MAGIC_2 -> value == MAGIC_2 ? Part.METHOD : notAMember();
            case METHOD -> afterMethod(value);
            case FLAGS -> afterFlags(value);
            case IGNORED -> --left > 0 ? part : afterIgnored();
            case EXTRA_LENGTH_LOW -> {
                left = value;
                yield Part.EXTRA_LENGTH_HIGH;
            }
            case EXTRA_LENGTH_HIGH -> {
                left |= value << Byte.SIZE;
                yield left == 0 ? afterExtra() : Part.EXTRA;
            }
            case EXTRA -> --left > 0 ? part : afterExtra();
            case NAME -> value == 0 ? afterName() : part;
            case COMMENT -> value == 0 ? afterComment() : part;
            case HEADER_CRC -> --left > 0 ? part : Part.DEFLATED;
            case TRAILER -> afterTrailer(value);
            case DEFLATED, PADDING -> throw new AssertionError(part);
        };
    }

    private Part notAMember() throws DecodeException {
        if (isMemberDone) {
            return Part.PADDING;
        }
        throw new DecodeException("gzip: bad magic number");
    }

    private static Part afterMethod(int value) throws DecodeException {
        if (value != METHOD_DEFLATE) {
            throw new DecodeException("gzip: unknown method " + value);
        }
        return Part.FLAGS;
    }

    private Part afterFlags(int value) throws DecodeException {
        if ((value & FLAGS_RESERVED) != 0) {
            throw new DecodeException("gzip: reserved flags are set");
        }
        flags = value;
        left = IGNORED_HEADER_BYTES;
        return Part.IGNORED;
    }

    private Part afterIgnored() {
        return (flags & FLAG_EXTRA) != 0 ? Part.EXTRA_LENGTH_LOW : afterExtra();
    }

    private Part afterExtra() {
        return (flags & FLAG_NAME) != 0 ? Part.NAME : afterName();
    }

    private Part afterName() {
        return (flags & FLAG_COMMENT) != 0 ? Part.COMMENT : afterComment();
    }

    private Part afterComment() {
        left = 2;
        return (flags & FLAG_HEADER_CRC) != 0 ? Part.HEADER_CRC : Part.DEFLATED;
    }

    /// CRC32, then ISIZE, both little-endian.
    private Part afterTrailer(int value) throws DecodeException {
        trailer |= (long) value << (Byte.SIZE * (TRAILER_BYTES - left));
        if (--left > 0) {
            return part;
        }
        if ((trailer & 0xFFFF_FFFFL) != crc.getValue()) {
            throw new DecodeException("gzip: wrong checksum");
        }
        if (trailer >>> Integer.SIZE != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new DecodeException("gzip: wrong length");
        }
        isMemberDone = true;
        inflater.reset();
        crc.reset();
        return Part.MAGIC_1;
    }

    @Override
    public void finish() throws DecodeException {
        // A lone first magic byte after a whole member is padding too.
        boolean isWhole = isMemberDone && (part == Part.MAGIC_1 || part == Part.MAGIC_2 || part == Part.PADDING);
        if (!isWhole) {
            throw new DecodeException("gzip: the body ends early");
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
