package io.riptide.server.event;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How this server reads and writes JSON: compact UTF-8 out; strict in, with names given once and bounded
/// depth.
public final class Json {
    private static final int DEPTH_MAX = 64;
    private static final int NAME_LENGTH_MAX = 1_000;
    private static final int STRING_LENGTH_MAX = 1 << 20;
    private static final int TYPICAL_LENGTH = 512;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(NAME_LENGTH_MAX)
                    .maxStringLength(STRING_LENGTH_MAX)
                    .build())
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /// The mapper for requests.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// One JSON value, which `value` writes.
    public static byte[] value(Consumer<JsonGenerator> value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_LENGTH);
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            value.accept(json);
        }
        return out.toByteArray();
    }

    /// One JSON object with the fields that `fields` writes.
    public static byte[] object(Consumer<JsonGenerator> fields) {
        return value(json -> {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        });
    }
}
