package io.riptide.server.crawl.fetch.coding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDecoderTest {
    private static final int BYTES_MAX = 1 << 20;
    private static final String TEXT = "to be, or not to be, that is the question. ".repeat(20);

    /// Decodes `coded` cut at each of `cuts`.
    private static byte[] decoded(String token, byte[] coded, int... cuts) throws DecodeException {
        DecodedBody body = new DecodedBody(BYTES_MAX);
        try (ContentDecoder decoder = ContentCodings.decoder(List.of(token))) {
            int from = 0;
            for (int cut : cuts) {
                decoder.decode(ByteBuffer.wrap(coded, from, cut - from), body);
                from = cut;
            }
            decoder.decode(ByteBuffer.wrap(coded, from, coded.length - from), body);
            decoder.finish();
        }
        return bytes(body);
    }

    private static byte[] bytes(DecodedBody body) {
        ByteBuffer all = ByteBuffer.allocate(body.lengthBytes());
        body.segments().forEach(segment -> all.put(segment, 0, Math.min(segment.length, all.remaining())));
        return all.array();
    }

    private static String text(String token, byte[] coded, int... cuts) throws DecodeException {
        return new String(decoded(token, coded, cuts), UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void everySplitGivesTheSameBytes(CodedBytes coding) throws Exception {
        byte[] coded = coding.of(TEXT);
        assertThat(text(coding.token(), coded)).isEqualTo(TEXT);
        int[] everywhere = new int[coded.length - 1];
        for (int cut = 1; cut < coded.length; cut++) {
            everywhere[cut - 1] = cut;
            assertThat(text(coding.token(), coded, cut)).isEqualTo(TEXT);
        }
        assertThat(text(coding.token(), coded, everywhere)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource
    void everyEarlyEndIsFound(CodedBytes coding) {
        byte[] coded = coding.of("a short one");
        for (int end = 1; end < coded.length; end++) {
            byte[] cut = Arrays.copyOf(coded, end);
            assertThatExceptionOfType(DecodeException.class)
                    .as("cut at " + end)
                    .isThrownBy(() -> decoded(coding.token(), cut));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyBodyRoundTrips(CodedBytes coding) throws Exception {
        assertThat(decoded(coding.token(), coding.of(""))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void largeAndRandomBytesRoundTrip(CodedBytes coding) throws Exception {
        byte[] plain = new byte[700_000];
        new Random(7).nextBytes(plain);
        assertThat(decoded(coding.token(), coding.of(plain), 1, 70_000, 70_001)).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource
    void decodingStopsAtTheBound(CodedBytes coding) throws Exception {
        DecodedBody body = new DecodedBody(100_000);
        byte[] bomb = coding.of(new byte[20 << 20]);
        try (ContentDecoder decoder = ContentCodings.decoder(List.of(coding.token()))) {
            decoder.decode(ByteBuffer.wrap(bomb), body);
        }
        assertThat(body.isOverfull()).isTrue();
        assertThat(body.lengthBytes()).isEqualTo(100_001);
        assertThat(body.segments().stream().mapToInt(segment -> segment.length).sum())
                .isEqualTo(100_001);
        body.cutToMax();
        assertThat(body.lengthBytes()).isEqualTo(100_000);
        assertThat(body.isOverfull()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyOfExactlyTheBoundFits(CodedBytes coding) throws Exception {
        DecodedBody body = new DecodedBody(5_000);
        try (ContentDecoder decoder = ContentCodings.decoder(List.of(coding.token()))) {
            decoder.decode(ByteBuffer.wrap(coding.of(new byte[5_000])), body);
            decoder.finish();
        }
        assertThat(body.isOverfull()).isFalse();
        assertThat(body.lengthBytes()).isEqualTo(5_000);
    }

    /// Damage must give an exception or other bytes, never an endless loop or a crash.
    @Property(tries = 300)
    void damageIsSurvived(@ForAll CodedBytes coding, @ForAll @Size(min = 1, max = 8) List<Integer> places) {
        byte[] coded = coding.of(TEXT);
        for (int place : places) {
            coded[Math.floorMod(place, coded.length)] ^= (byte) (1 << Math.floorMod(place >> 8, 8));
        }
        try {
            assertThat(decoded(coding.token(), coded).length).isLessThanOrEqualTo(BYTES_MAX + 1);
        } catch (DecodeException e) {
            assertThat(e).hasMessageStartingWith(coding.token());
        }
    }

    @Property(tries = 300)
    void rubbishIsSurvived(@ForAll CodedBytes coding, @ForAll @Size(min = 1, max = 64) byte[] rubbish) {
        try {
            assertThat(decoded(coding.token(), rubbish).length).isLessThanOrEqualTo(BYTES_MAX + 1);
        } catch (DecodeException e) {
            assertThat(e).hasMessageStartingWith(coding.token());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZip", " x-gzip ", "identity, gzip", "gzip,"})
    void aCodingIsNamedWithoutRegardToCase(String field) throws Exception {
        assertThat(text(field, CodedBytes.GZIP.of(TEXT))).isEqualTo(TEXT);
    }

    @Test
    void noCodingIsIdentity() throws Exception {
        assertThat(text("identity", TEXT.getBytes(UTF_8), 5)).isEqualTo(TEXT);
        assertThat(text("", TEXT.getBytes(UTF_8))).isEqualTo(TEXT);
    }

    @Test
    void codingsOverOneAnotherAreRefused() {
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> ContentCodings.decoder(List.of("gzip", "br")))
                .withMessageContaining("gzip, br");
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> ContentCodings.decoder(List.of("compress")))
                .withMessageContaining("compress");
    }

    @Test
    void everyCodingThatLoadsIsOffered() {
        assertThat(ContentCodings.acceptEncoding()).isEqualTo("gzip, deflate, br, zstd");
    }

    @Test
    void membersOfAGzipBodyAreJoined() throws Exception {
        byte[] joined = joined(CodedBytes.GZIP.of("one "), CodedBytes.GZIP.of("two "), CodedBytes.GZIP.of("three"));
        assertThat(text("gzip", joined)).isEqualTo("one two three");
        assertThat(text("gzip", joined, 10, 24, 25, 26)).isEqualTo("one two three");
    }

    @Test
    void framesOfAZstdBodyAreJoined() throws Exception {
        byte[] joined = joined(CodedBytes.ZSTD.of("one "), CodedBytes.ZSTD.of("two"));
        assertThat(text("zstd", joined)).isEqualTo("one two");
    }

    @Test
    void paddingAfterAGzipMemberIsIgnored() throws Exception {
        for (byte[] padding : List.of(new byte[1], new byte[512], new byte[] {0x1F}, "trailing".getBytes(UTF_8))) {
            assertThat(text("gzip", joined(CodedBytes.GZIP.of(TEXT), padding))).isEqualTo(TEXT);
        }
    }

    /// FLG says: a checksum of the header, extra bytes, a name and a comment.
    @Test
    void everyOptionalPartOfAGzipHeaderIsSkipped() throws Exception {
        byte[] plain = CodedBytes.GZIP.of(TEXT);
        byte[] head = {0x1F, (byte) 0x8B, 8, 0x1E, 1, 2, 3, 4, 0, 3, 3, 0, 9, 9, 9, 'n', 0, 'c', 'c', 0, 7, 7};
        byte[] full = joined(head, Arrays.copyOfRange(plain, 10, plain.length));
        assertThat(text("gzip", full)).isEqualTo(TEXT);
        int[] everywhere = new int[full.length - 1];
        Arrays.setAll(everywhere, i -> i + 1);
        assertThat(text("gzip", full, everywhere)).isEqualTo(TEXT);

        byte[] noExtra = joined(new byte[] {0x1F, (byte) 0x8B, 8, 0x04, 1, 2, 3, 4, 0, 3, 0, 0}, tail(plain));
        assertThat(text("gzip", noExtra)).isEqualTo(TEXT);
    }

    @Test
    void aBrokenGzipFrameIsNamed() {
        byte[] good = CodedBytes.GZIP.of(TEXT);
        assertBroken(changed(good, 0, 0), "gzip: bad magic number");
        assertBroken(changed(good, 1, 0), "gzip: bad magic number");
        assertBroken(changed(good, 2, 7), "gzip: unknown method 7");
        assertBroken(changed(good, 3, 0x80), "gzip: reserved flags are set");
        assertBroken(changed(good, good.length - 8, good[good.length - 8] ^ 1), "gzip: wrong checksum");
        assertBroken(changed(good, good.length - 1, good[good.length - 1] ^ 1), "gzip: wrong length");
    }

    @Test
    void aZstdWindowPastEightMebibytesIsRefused() {
        // Magic number, a frame header with a window of 2^27 bytes and no content size, one raw block of a byte.
        byte[] wide = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) ((27 - 10) << 3), 9, 0, 0, 'x'};
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> decoded("zstd", wide))
                .withMessageStartingWith("zstd: ");
    }

    private static byte[] tail(byte[] gzip) {
        return Arrays.copyOfRange(gzip, 10, gzip.length);
    }

    private static byte[] changed(byte[] bytes, int place, int value) {
        byte[] changed = bytes.clone();
        changed[place] = (byte) value;
        return changed;
    }

    private static void assertBroken(byte[] gzip, String message) {
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> decoded("gzip", gzip))
                .withMessage(message);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
