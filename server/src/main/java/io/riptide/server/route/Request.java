package io.riptide.server.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.riptide.protocol.OnEventLoop;
import io.riptide.protocol.http.BodyReceiver;
import io.riptide.protocol.http.HttpExchange;
import io.riptide.protocol.http.RequestHead;
import io.riptide.protocol.http.Response;
import io.riptide.protocol.stream.StreamHandler;
import io.riptide.server.problem.Problem;
import io.riptide.server.request.QueryParameters;
import io.riptide.server.request.RequestContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request on its way to an answer.
///
/// - **Threading:** on the event loop of its connection.
@OnEventLoop
public final class Request {
    private static final String IDENTITY = "identity";
    private static final AsciiString X_REQUEST_ID = AsciiString.cached("X-Request-ID");

    private final HttpExchange exchange;
    private final RequestContext context;
    private final Map<String, String> pathParameters;
    private final List<Map.Entry<String, String>> extraFields;
    private final RequestLog log;
    private @Nullable QueryParameters query;

    /// A request to the route whose pattern matched with `pathParameters`; `extraFields` go on every answer,
    /// and `log` hears of it.
    public Request(
            HttpExchange exchange,
            RequestContext context,
            Map<String, String> pathParameters,
            List<Map.Entry<String, String>> extraFields,
            RequestLog log) {
        this.exchange = exchange;
        this.context = context;
        this.pathParameters = pathParameters;
        this.extraFields = extraFields;
        this.log = log;
    }

    /// The exchange to answer.
    public HttpExchange exchange() {
        return exchange;
    }

    /// Its id, trace and client.
    public RequestContext context() {
        return context;
    }

    /// Its head.
    public RequestHead head() {
        return exchange.head();
    }

    /// What drains streams into this connection.
    public StreamHandler streams() {
        return exchange.channel().pipeline().get(StreamHandler.class);
    }

    /// What stood for `{name}` in the route's pattern.
    public String pathParameter(String name) {
        String value = pathParameters.get(name);
        assert value != null : name;
        return value;
    }

    /// The parameters of the query.
    public QueryParameters query() {
        QueryParameters parsed = query;
        if (parsed == null) {
            parsed = QueryParameters.parse(head().query().orElse(""));
            query = parsed;
        }
        return parsed;
    }

    /// The media type of the body, in lower case and without parameters.
    public Optional<String> contentType() {
        return head().header("content-type").map(value -> {
            int semicolon = value.indexOf(';');
            return (semicolon < 0 ? value : value.substring(0, semicolon))
                    .strip()
                    .toLowerCase(Locale.ROOT);
        });
    }

    /// Hands the whole body to `receiver`, which takes it. One in a coding is refused: nothing here decodes it.
    ///
    /// - **Source:** RFC 9110, 8.4 and 15.5.16.
    public void receiveBody(long bytesMax, BodyReceiver receiver) {
        String coding = head().header("content-encoding").orElse(IDENTITY).strip();
        if (!coding.isEmpty() && !coding.equalsIgnoreCase(IDENTITY)) {
            problem(
                    Problem.unsupportedMediaType("send the body as it is, not in the content coding " + coding),
                    Map.of("Accept-Encoding", IDENTITY));
            return;
        }
        exchange.receiveBody(bytesMax, receiver);
    }

    /// Answers with a JSON document.
    public void json(int status, byte[] document) {
        respond(with(Response.of(status, "application/json", Unpooled.wrappedBuffer(document))));
    }

    /// Answers with a text.
    public void text(int status, String contentType, ByteBuf text) {
        respond(with(Response.of(status, contentType, text)).field("Cache-Control", "no-store"));
    }

    /// Answers with bytes, which are taken.
    public void bytes(int status, String contentType, ByteBuf body) {
        respond(with(Response.of(status, contentType, body)));
    }

    /// Answers without content.
    public void empty(int status, Map<String, String> fields) {
        Response response = with(Response.of(status));
        fields.forEach(response::field);
        respond(response);
    }

    /// Answers with a problem.
    public void problem(Problem problem) {
        respond(with(problemResponse(problem)));
    }

    /// Answers with a problem and more fields.
    public void problem(Problem problem, Map<String, String> fields) {
        Response response = with(problemResponse(problem));
        fields.forEach(response::field);
        respond(response);
    }

    /// The head of a streamed answer, with what goes on every answer.
    public Response streamHead(String contentType) {
        log.answered(exchange, context, 200);
        return with(Response.of(200).field("Content-Type", contentType));
    }

    /// The fields that go on every answer.
    public List<Map.Entry<String, String>> extraFields() {
        return extraFields;
    }

    private Response problemResponse(Problem problem) {
        ByteBuf body = Unpooled.wrappedBuffer(problem.toJson(context.id()));
        Response response = Response.of(problem.status(), Problem.CONTENT_TYPE, body);
        if (problem.retryAfterSeconds() > 0) {
            response.field("Retry-After", Integer.toString(problem.retryAfterSeconds()));
        }
        return response;
    }

    private Response with(Response response) {
        response.field(X_REQUEST_ID, context.id());
        for (Map.Entry<String, String> field : extraFields) {
            response.field(field.getKey(), field.getValue());
        }
        return response;
    }

    private void respond(Response response) {
        int status = response.status();
        exchange.respond(response);
        log.answered(exchange, context, status);
    }
}
