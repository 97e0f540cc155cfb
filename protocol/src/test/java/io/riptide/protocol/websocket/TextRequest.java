package io.riptide.protocol.websocket;

import java.util.ArrayList;
import java.util.List;

/// A request head read from plain text, good enough for tests.
record TextRequest(String method, int minorVersion, List<String> lines) implements HandshakeRequest {
    static TextRequest of(String head) {
        List<String> lines = head.lines().filter(line -> !line.isBlank()).toList();
        String requestLine = lines.getFirst();
        int minorVersion = requestLine.charAt(requestLine.length() - 1) - '0';
        String method = requestLine.substring(0, requestLine.indexOf(' '));
        return new TextRequest(method, minorVersion, lines.subList(1, lines.size()));
    }

    @Override
    public List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (line.substring(0, colon).equalsIgnoreCase(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }
}
