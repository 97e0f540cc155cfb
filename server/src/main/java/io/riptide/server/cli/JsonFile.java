package io.riptide.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.event.Json;
import io.riptide.server.event.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// JSON that a user keeps in a file, read as a server reads it.
///
/// - **Bounds:** [#BYTES_MAX]; a server takes less than that in a request.
/// - **Failure:** [CommandFailure] says which file and why.
final class JsonFile {
    private static final int BYTES_MAX = 64 << 20;

    private JsonFile() {}

    /// The value in `file`, of which relative ones are in the directory of `environment`.
    static JsonNode read(Environment environment, String file) throws CommandFailure {
        try {
            return Json.read(bytes(environment, file));
        } catch (MalformedJsonException e) {
            throw CommandFailure.usage(file + ": no JSON: " + e.detail());
        }
    }

    /// The frames in `file`, or in standard input for `-`: one, an array of them, or one a line.
    static List<JsonNode> readFrames(Environment environment, String file) throws CommandFailure {
        byte[] bytes = file.equals("-") ? standardInput(environment) : bytes(environment, file);
        String name = file.equals("-") ? "standard input" : file;
        try {
            JsonNode value = Json.read(bytes);
            return value.isArray() ? value.valueStream().toList() : List.of(value);
        } catch (MalformedJsonException whole) {
            return lines(name, bytes, whole);
        }
    }

    /// A value a line; when even the first line has none, the whole was meant as one, for which it is `whole` that
    /// is wrong.
    private static List<JsonNode> lines(String name, byte[] bytes, MalformedJsonException whole) throws CommandFailure {
        List<JsonNode> values = new ArrayList<>();
        int number = 0;
        for (String line : new String(bytes, UTF_8).lines().toList()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                values.add(Json.read(line.getBytes(UTF_8)));
            } catch (MalformedJsonException e) {
                throw CommandFailure.usage(
                        values.isEmpty()
                                ? name + ": no JSON: " + whole.detail()
                                : name + ": line " + number + " is no JSON: " + e.detail());
            }
        }
        if (values.isEmpty()) {
            throw CommandFailure.usage(name + ": no JSON: " + whole.detail());
        }
        return values;
    }

    private static byte[] bytes(Environment environment, String file) throws CommandFailure {
        Path path = environment.directory().resolve(file);
        try (InputStream in = Files.newInputStream(path)) {
            return bounded(file, in);
        } catch (NoSuchFileException _) {
            throw CommandFailure.usage(file + ": there is no file " + path);
        } catch (IOException e) {
            throw CommandFailure.usage(file + ": cannot be read (" + RiptideCommand.reason(e) + ")");
        }
    }

    private static byte[] standardInput(Environment environment) throws CommandFailure {
        try {
            return bounded("standard input", environment.in());
        } catch (IOException e) {
            throw CommandFailure.failed("standard input cannot be read (" + RiptideCommand.reason(e) + ")");
        }
    }

    private static byte[] bounded(String name, InputStream in) throws IOException, CommandFailure {
        byte[] bytes = in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw CommandFailure.usage(name + " has more than " + BYTES_MAX + " bytes");
        }
        return bytes;
    }
}
