package io.riptide.server.crawl.url;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The web-platform tests' vectors, which lie beside the project and not in it.
///
/// Sought in `riptide.data`, else in `shared/data` of the nearest directory above the module that has one.
final class UrlVectors {
    private static final String FOLDER_PROPERTY = "riptide.data";

    private UrlVectors() {}

    /// The objects of one vector file, its comments left out; a test that finds no such file says so and ends.
    static List<JsonNode> read(String name) throws IOException {
        Path file = folder().resolve("url").resolve(name);
        assumeThat(file)
                .as("vector file, sought by -D%s or as shared/data above the project", FOLDER_PROPERTY)
                .exists();
        List<JsonNode> vectors = new ArrayList<>();
        for (JsonNode node : JsonMapper.shared().readTree(Files.readString(file))) {
            if (node.isObject()) {
                vectors.add(node);
            }
        }
        return vectors;
    }

    private static Path folder() {
        String configured = System.getProperty(FOLDER_PROPERTY);
        if (configured != null) {
            return Path.of(configured);
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path above = start; above != null; above = above.getParent()) {
            Path folder = above.resolve("shared/data");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return start.resolve("../../shared/data");
    }

    /// A member's text; `null` where it is absent or JSON's null.
    static @Nullable String text(JsonNode vector, String member) {
        JsonNode value = vector.get(member);
        return value == null || value.isNull() ? null : value.asString();
    }
}
