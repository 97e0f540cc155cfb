package io.riptide.protocol.http;

import java.util.ArrayList;
import java.util.List;

/// Reads what a server sent, as a client would that is told only the methods of its requests: one line an
/// answer.
final class Answer {
    private Answer() {}

    /// `status body`, or `status (close) body` if the answer said that the connection ends; interim answers
    /// too.
    static List<String> all(String received) {
        List<String> answers = new ArrayList<>();
        int at = 0;
        while (at < received.length()) {
            int headEnd = received.indexOf("\r\n\r\n", at);
            if (headEnd < 0 || !received.startsWith("HTTP/1.1 ", at)) {
                answers.add("garbage: " + received.substring(at));
                break;
            }
            String head = received.substring(at, headEnd + 2);
            int status = Integer.parseInt(head.substring(9, 12));
            int bodyStart = headEnd + 4;
            int bodyEnd = bodyEnd(head, status, received, bodyStart);
            String close = head.contains("\r\nConnection: close\r\n") ? " (close)" : "";
            String body = received.substring(bodyStart, Math.min(bodyEnd, received.length()));
            answers.add(status + close + (body.isEmpty() ? "" : " " + body));
            at = bodyEnd;
        }
        return answers;
    }

    private static int bodyEnd(String head, int status, String received, int bodyStart) {
        int length = head.indexOf("\r\nContent-Length: ");
        if (length >= 0) {
            int valueStart = length + "\r\nContent-Length: ".length();
            return bodyStart + Integer.parseInt(head.substring(valueStart, head.indexOf('\r', valueStart)));
        }
        if (head.contains("\r\nTransfer-Encoding: chunked\r\n")) {
            return received.indexOf("0\r\n\r\n", bodyStart) + 5;
        }
        return ResponseHead.isBodiless(status) ? bodyStart : received.length();
    }
}
