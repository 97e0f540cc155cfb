package io.riptide.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/// Bytes a client sends, and what must come of them.
///
/// @param bytes what is sent, each character one octet
/// @param answers for each request answered, what was understood of it; `status …` of the last, if it is
///     refused
/// @param closes whether the connection ends after the last answer
record RequestVector(String bytes, List<String> answers, boolean closes) {
    /// Requests that are answered, on a connection that stays.
    static RequestVector accepted(String bytes, String... answers) {
        return new RequestVector(bytes, List.of(answers), false);
    }

    /// Requests that are answered, and the last of them ends the connection.
    static RequestVector last(String bytes, String... answers) {
        return new RequestVector(bytes, List.of(answers), true);
    }

    /// The first and only request is refused, whatever follows it.
    static RequestVector refused(int status, String bytes) {
        return new RequestVector(bytes, List.of(Integer.toString(status)), true);
    }

    /// All but the last request are answered; that one is refused.
    static RequestVector refusedAfter(int status, String bytes, String answer) {
        return new RequestVector(bytes, List.of(answer, Integer.toString(status)), true);
    }

    byte[] octets() {
        return bytes.getBytes(ISO_8859_1);
    }

    String name() {
        String shown = bytes.length() > 120 ? bytes.substring(0, 120) + "… " + bytes.length() : bytes;
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '\r' -> name.append("\\r");
                case '\n' -> name.append("\\n");
                case '\t' -> name.append("\\t");
                default -> name.append(c < 0x20 || c >= 0x7f ? "\\x%02x".formatted((int) c) : "" + c);
            }
        }
        return name.toString();
    }
}
