package io.riptide.bench.extract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Pages with what a person found to be their content: `html/NAME.html.gz` and `ground-truth/NAME.json`, as the
/// Web Content eXtraction Benchmark lays them out.
///
/// - **Ownership:** pages stay compressed in memory until they are asked for.
record Corpus(List<Page> pages) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// @param kind what kind of page it is: article, forum, product and so on
    /// @param content what a person found to be its content
    // Made once and read by one package.
    @SuppressWarnings("ArrayRecordComponent")
    record Page(String name, String url, String kind, byte[] zipped, String content) {
        byte[] html() {
            try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(name, e);
            }
        }

        /// Which half of the corpus it belongs to, whatever the order of names: rules that were made by looking
        /// at one half have to hold on the other.
        boolean isInFirstHalf() {
            return (Integer.reverse(name.hashCode() * 0x9E3779B9) & 1) == 0;
        }
    }

    Corpus {
        pages = List.copyOf(pages);
    }

    /// All pages under `folder` in the order of their names, or each n-th for about `pagesMax` of them.
    static Corpus read(Path folder, int pagesMax) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder.resolve("html"))) {
            files = listed.sorted().toList();
        }
        int step = Math.max(1, (files.size() + pagesMax - 1) / pagesMax);
        Stream<Path> chosen =
                Stream.iterate(0, i -> i < files.size(), i -> i + step).map(files::get);
        return new Corpus(chosen.map(file -> page(folder, file)).toList());
    }

    private static Page page(Path folder, Path file) {
        String name = String.valueOf(file.getFileName()).replace(".html.gz", "");
        try {
            JsonNode truth = MAPPER.readTree(
                    Files.readAllBytes(folder.resolve("ground-truth").resolve(name + ".json")));
            return new Page(
                    name,
                    truth.path("url").stringValue(""),
                    truth.at("/_internal/page_type/primary").stringValue("?"),
                    Files.readAllBytes(file),
                    truth.path("ground_truth").path("main_content").stringValue(""));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
