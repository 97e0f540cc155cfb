package io.riptide.server.crawl.extract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Reviewed real pages: the development split of the Web Content eXtraction Benchmark.
///
/// The pages lie beside the project, in `../shared/data/wcxb-dev`, or under the directory that the system
/// property `riptide.data` names; where they are not, the test says so. `riptide.data.pages` sets how many are
/// read (0: all).
public final class RealPages {
    private static final int PAGES_SAMPLED = 150;

    private RealPages() {}

    /// Their folder.
    static Path folder() {
        String configured = System.getProperty("riptide.data");
        Path data = configured == null ? Path.of("..", "..", "shared", "data") : Path.of(configured);
        return data.resolve("wcxb-dev");
    }

    /// Pages at equal distances, so that every kind of page is there: the kinds lie together.
    public static List<Path> sample() throws IOException {
        Path folder = folder();
        assumeTrue(Files.isDirectory(folder), "no pages at " + folder + ": nothing measured");
        try (Stream<Path> files = Files.list(folder.resolve("html"))) {
            List<Path> all = files.sorted().toList();
            int wanted = Integer.getInteger("riptide.data.pages", PAGES_SAMPLED);
            int step = wanted == 0 ? 1 : Math.max(1, all.size() / wanted);
            List<Path> sample = new ArrayList<>();
            for (int i = 0; i < all.size(); i += step) {
                sample.add(all.get(i));
            }
            return sample;
        }
    }

    /// A page's bytes.
    public static byte[] unzipped(Path page) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(page))) {
            return in.readAllBytes();
        }
    }
}
