package io.riptide.server.crawl.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/// An entry as it lies in Redis.
///
/// ```
///  0        1                                   5        6
/// +--------+-----------------------------------+--------+------------------------------------------+
/// | version| CRC32C of all that follows        | flags  | stored at, ms since 1970 (8 bytes)       |
/// +--------+-----------------------------------+--------+------------------------------------------+
/// | fresh until, ms since 1970 (8)             | may stand in for so many ms longer (8)            |
/// +--------------------------------------------+---------------------------------------------------+
/// | length (2), entity tag in UTF-8            | length (2), date of change in UTF-8               |
/// +--------------------------------------------+---------------------------------------------------+
/// | length of the value (4)                    | value, perhaps as zstd                            |
/// +--------------------------------------------+---------------------------------------------------+
/// ```
///
/// The length of the value is that before compression. All numbers are big-endian.
///
/// - **Threading:** any thread; stateless.
/// - **Bounds:** a value of `valueBytesMax` is the largest that is read, whatever its length claims.
/// - **Failure:** [IOException] for bytes that are no entry.
/// - **Source:** RFC 8878 (zstd); RFC 3720, B.4 (CRC32C).
final class EntryFormat<V> {
    static final byte VERSION = 2;

    private static final int CHECKED_FROM = 5;
    private static final int VALIDATOR_OFFSET = 30;
    private static final int NEGATIVE = 1;
    private static final int COMPRESSED = 2;
    private static final int LEVEL = 3;

    private final CacheCodec<V> codec;
    private final int compressMin;
    private final int valueBytesMax;

    /// Values from `compressMin` bytes on are compressed, when that makes them smaller.
    EntryFormat(CacheCodec<V> codec, int compressMin, int valueBytesMax) {
        this.codec = codec;
        this.compressMin = compressMin;
        this.valueBytesMax = valueBytesMax;
    }

    /// `entry` as bytes; empty when its value is larger than any that is read.
    Optional<byte[]> write(CacheEntry<V> entry) {
        byte[] value = codec.encode(entry.value());
        if (value.length > valueBytesMax) {
            return Optional.empty();
        }
        byte[] packed = value.length < compressMin ? value : Zstd.compress(value, LEVEL);
        boolean isCompressed = packed.length < value.length;
        byte[] body = isCompressed ? packed : value;
        byte[] entityTag = entry.validators().entityTag().orElse("").getBytes(UTF_8);
        byte[] lastModified = entry.validators().lastModified().orElse("").getBytes(UTF_8);

        int lengthBytes = VALIDATOR_OFFSET
                + Short.BYTES
                + entityTag.length
                + Short.BYTES
                + lastModified.length
                + Integer.BYTES
                + body.length;
        ByteBuffer out = ByteBuffer.allocate(lengthBytes);
        out.put(VERSION).putInt(0).put(flags(entry, isCompressed));
        out.putLong(entry.storedAt().toEpochMilli());
        out.putLong(entry.freshUntil().toEpochMilli());
        out.putLong(entry.standsInFor().toMillis());
        out.putShort((short) entityTag.length).put(entityTag);
        out.putShort((short) lastModified.length).put(lastModified);
        out.putInt(value.length).put(body);
        assert !out.hasRemaining() : out;
        out.putInt(1, checksum(out.array()));
        return Optional.of(out.array());
    }

    /// The entry of which [#write] made these bytes.
    CacheEntry<V> read(byte[] bytes) throws IOException {
        if (bytes.length < VALIDATOR_OFFSET || bytes[0] != VERSION) {
            throw new IOException("no entry of version " + VERSION);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        try {
            if (in.getInt() != checksum(bytes)) {
                throw new IOException("the checksum is wrong");
            }
            int flags = in.get();
            Instant storedAt = Instant.ofEpochMilli(in.getLong());
            Instant freshUntil = Instant.ofEpochMilli(in.getLong());
            Duration standsInFor = Duration.ofMillis(in.getLong());
            Validators validators = new Validators(text(in), text(in));
            V value = codec.decode(value(in, bytes, (flags & COMPRESSED) != 0));
            return new CacheEntry<>(value, (flags & NEGATIVE) != 0, storedAt, freshUntil, validators, standsInFor);
        } catch (BufferUnderflowException e) {
            throw new IOException("it ends too early", e);
        }
    }

    private static byte flags(CacheEntry<?> entry, boolean isCompressed) {
        int flags = (entry.isNegative() ? NEGATIVE : 0) | (isCompressed ? COMPRESSED : 0);
        return (byte) flags;
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, CHECKED_FROM, bytes.length - CHECKED_FROM);
        return (int) crc.getValue();
    }

    private static Optional<String> text(ByteBuffer in) {
        byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(bytes);
        return Optional.of(new String(bytes, UTF_8)).filter(text -> !text.isEmpty());
    }

    /// The rest of `in`, which wraps `bytes`.
    private byte[] value(ByteBuffer in, byte[] bytes, boolean isCompressed) throws IOException {
        int length = in.getInt();
        if (length < 0 || length > valueBytesMax || (!isCompressed && length != in.remaining())) {
            throw new IOException("a value of " + length + " bytes in " + in.remaining());
        }
        byte[] value = new byte[length];
        if (!isCompressed) {
            in.get(value);
            return value;
        }
        long read = Zstd.decompressByteArray(value, 0, length, bytes, in.position(), in.remaining());
        if (read != length) {
            throw new IOException("the value cannot be decompressed to " + length + " bytes");
        }
        return value;
    }
}
