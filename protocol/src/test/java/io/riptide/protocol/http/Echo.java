package io.riptide.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.riptide.protocol.HttpProtocolException;
import java.util.ArrayList;
import java.util.List;

/// Answers each request with what it understood of it; remembers what it saw.
final class Echo implements HttpApplication {
    final List<String> requests = new ArrayList<>();
    final List<String> faults = new ArrayList<>();

    static String line(RequestHead head, String body) {
        return head.method() + ' ' + head.target() + (body.isEmpty() ? "" : ' ' + body);
    }

    @Override
    public void onRequest(HttpExchange exchange) {
        exchange.receiveBody(Integer.MAX_VALUE, body -> {
            String line = line(exchange.head(), body.toString(ISO_8859_1));
            body.release();
            requests.add(line);
            answer(exchange, 200, line);
        });
    }

    @Override
    public void onFault(HttpExchange exchange, HttpProtocolException fault) {
        String rule = String.valueOf(fault.getMessage());
        faults.add(fault.status() + " " + rule);
        answer(exchange, fault.status(), rule);
    }

    static void answer(HttpExchange exchange, int status, String text) {
        ByteBuf body = exchange.context().alloc().buffer();
        body.writeCharSequence(text, ISO_8859_1);
        exchange.respond(Response.of(status, "text/plain", body));
    }
}
