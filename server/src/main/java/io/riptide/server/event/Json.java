package io.riptide.server.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// How this server reads and writes JSON: compact UTF-8 out; strict in, with names given once and bounded
/// depth.
public final class Json {
    private static final int DEPTH_MAX = 64;

    /// What generators go down to by themselves.
    private static final int OWN_DEPTH_MAX = 500;

    private static final int NAME_LENGTH_MAX = 1_000;
    private static final int STRING_LENGTH_MAX = 1 << 20;
    private static final int TYPICAL_LENGTH = 512;
    private static final int MESSAGE_LENGTH_MAX = 300;

    /// Where an object or array began, as the parser tells it.
    private static final Pattern MARKER = Pattern.compile(" ?\\((?:start marker )?at \\[Source: [^]]*]\\)");

    /// Which of the parser's settings a bound came from.
    private static final Pattern KNOB = Pattern.compile(" ?\\([^()]*(?:from `[^`]*`|since Feature[^()]*)\\)"
            + "|: enable `[^`]*` to allow| require enabling `[^`]*`");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(NAME_LENGTH_MAX)
                    .maxStringLength(STRING_LENGTH_MAX)
                    .build())
            .build();

    /// For what this server has written: its lengths were bounded then, by the bytes of an event.
    private static final JsonMapper OWN = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(OWN_DEPTH_MAX)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// Keeps numbers as they were sent, however long; what a client publishes is not ours to round.
    private static final ObjectReader READER = MAPPER.reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private Json() {}

    /// The mapper for requests.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// The value in `event`, which this server has written.
    public static JsonNode readOwn(byte[] event) {
        return OWN.readTree(event);
    }

    /// The value in `bytes`, which are UTF-8 and nothing else: the parser would take UTF-16 and UTF-32 too, and
    /// halves of characters.
    ///
    /// - **Source:** RFC 8259, 8.1.
    public static JsonNode read(byte[] bytes) throws MalformedJsonException {
        try {
            JsonNode value = READER.readTree(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            if (value.isMissingNode()) {
                throw new MalformedJsonException("there is nothing but white space");
            }
            return value;
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("not UTF-8");
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String place = at == null || at.getLineNr() < 1
                    ? ""
                    : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw new MalformedJsonException(plain(e.getOriginalMessage()) + place);
        }
    }

    /// `message` without what only its own developers read: where the parser got its text, and its knobs.
    private static String plain(String message) {
        if (message.startsWith("Trailing token")) {
            return "something follows the end of the JSON value";
        }
        String plain = MARKER.matcher(message).replaceAll("");
        plain = KNOB.matcher(plain).replaceAll("");
        return plain.length() <= MESSAGE_LENGTH_MAX ? plain : plain.substring(0, MESSAGE_LENGTH_MAX) + "…";
    }

    /// One JSON value, which `value` writes, with U+FFFD for each half of a character.
    public static byte[] value(Consumer<JsonGenerator> value) {
        // It grows by further blocks, without copying what it holds.
        ByteArrayBuilder out = new ByteArrayBuilder(TYPICAL_LENGTH);
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            value.accept(json);
        }
        return HalfCharacters.mended(out.toByteArray());
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
