package io.riptide.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Feeds the same bytes whole, one by one, and cut in two at each place, and expects the same result of all.
///
/// - **Bounds:** inputs of more than 512 bytes are cut at 128 places, among them the first and the last 32.
public final class EverySplit {
    private static final int EVERYWHERE_BYTES_MAX = 512;
    private static final int CUTS_MAX = 128;
    private static final int EDGE_CUTS = 32;

    private EverySplit() {}

    /// The one result of `read` for every split of `input`.
    public static <R> R of(byte[] input, Function<List<byte[]>, R> read) {
        R whole = read.apply(List.of(input));
        assertThat(read.apply(oneByOne(input))).as("one by one").isEqualTo(whole);
        for (int cut : cuts(input.length)) {
            List<byte[]> halves =
                    List.of(Arrays.copyOfRange(input, 0, cut), Arrays.copyOfRange(input, cut, input.length));
            assertThat(read.apply(halves)).as("cut at %d", cut).isEqualTo(whole);
        }
        return whole;
    }

    /// Each byte by itself.
    public static List<byte[]> oneByOne(byte[] input) {
        List<byte[]> pieces = new ArrayList<>(input.length);
        for (byte octet : input) {
            pieces.add(new byte[] {octet});
        }
        return pieces;
    }

    private static List<Integer> cuts(int length) {
        List<Integer> cuts = new ArrayList<>();
        int step = Math.max(1, length / (CUTS_MAX - 2 * EDGE_CUTS));
        for (int cut = 1; cut < length; cut++) {
            boolean isAtEdge = cut <= EDGE_CUTS || cut >= length - EDGE_CUTS;
            if (length <= EVERYWHERE_BYTES_MAX || isAtEdge || cut % step == 0) {
                cuts.add(cut);
            }
        }
        return cuts;
    }
}
