package io.riptide.server.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The parameters of a query, decoded, in their order.
///
/// - **Failure:** a name or value that is no percent-encoded UTF-8 is listed by [#malformed] and taken as it
///   stands.
/// - **Source:** WHATWG URL, 5.1 "application/x-www-form-urlencoded parsing".
public final class QueryParameters {
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final List<String> malformed = new ArrayList<>();

    private QueryParameters() {}

    /// The parameters in `query`, the part of a target behind its `?`.
    public static QueryParameters parse(String query) {
        QueryParameters parameters = new QueryParameters();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = parameters.decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : parameters.decode(pair.substring(equals + 1));
                parameters.values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
            }
        }
        return parameters;
    }

    /// The first value of `name`.
    public Optional<String> first(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getFirst);
    }

    /// Every value of `name`.
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /// Every name, once.
    public Set<String> names() {
        return values.keySet();
    }

    /// What could not be decoded.
    public List<String> malformed() {
        return malformed;
    }

    private String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length() * 3];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                bytes[length++] = ' ';
            } else if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    malformed.add(text);
                    return text;
                }
                bytes[length++] = (byte) ((high << 4) | low);
                i += 2;
            } else {
                byte[] plain = String.valueOf(c).getBytes(UTF_8);
                System.arraycopy(plain, 0, bytes, length, plain.length);
                length += plain.length;
            }
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (CharacterCodingException e) {
            malformed.add(text);
            return text;
        }
    }
}
