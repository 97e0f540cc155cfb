package io.riptide.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// What a probe found: a table for people, the same as JSON for tools.
record Report(String title, Table table, List<Map<String, Object>> cells, Failures failures) {
    void print(PrintStream out) {
        out.println(title);
        out.print(table);
        out.print(failures);
    }

    void write(Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            Files.writeString(file.get(), json());
        }
    }

    String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("title", title);
        document.put("machine", Machine.describe());
        document.put("cells", cells);
        document.put("failures", failures.reasons());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    /// 0 if every target was measured, else 1.
    int exitCode() {
        return failures.isEmpty() ? 0 : 1;
    }
}
