package io.riptide.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Feeds the same bytes whole, byte by byte and cut in two at each place, and expects the same of each.
final class EverySplit {
    private EverySplit() {}

    /// The result all splits agree on.
    static <T> T of(byte[] bytes, Function<List<byte[]>, T> feed) {
        T whole = feed.apply(List.of(bytes));
        assertThat(feed.apply(single(bytes))).as("byte by byte").isEqualTo(whole);
        for (int cut = 1; cut < bytes.length; cut++) {
            List<byte[]> halves = List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(feed.apply(halves)).as("cut at %d", cut).isEqualTo(whole);
        }
        return whole;
    }

    private static List<byte[]> single(byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (byte one : bytes) {
            pieces.add(new byte[] {one});
        }
        return pieces;
    }
}
