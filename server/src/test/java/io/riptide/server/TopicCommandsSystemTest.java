package io.riptide.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.riptide.server.event.Json;
import io.riptide.server.testing.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Topics in the command loop of a socket.
class TopicCommandsSystemTest {
    private static final int PING = 0x89;

    private final CrawlingServer server = new CrawlingServer(
            "warmup.enabled=false",
            "log.access=false",
            "websocket.streams-max=2",
            "websocket.ping-interval=1h",
            "topics.publish-timeout=300ms");

    @AfterEach
    void everythingComesBack() {
        server.server()
                .topics()
                .list()
                .forEach(topic -> server.server().topics().delete(topic.name()));
        await().until(() -> server.isIdle() && server.server().topics().size() == 0);
        server.close();
    }

    @Test
    void whatOneSocketPublishesAnotherIsTold() throws Exception {
        try (RawHttp subscriber = welcomed();
                RawHttp publisher = welcomed()) {
            say(subscriber, "{'type':'subscribe','id':'s','topic':'t'}");
            JsonNode metadata = next(subscriber);
            assertThat(text(metadata, "stream")).isEqualTo("s");
            assertThat(text(metadata, "type")).isEqualTo("metadata");
            assertThat(text(metadata, "stream_type")).isEqualTo("topic");
            assertThat(metadata.path("delivery").path("policy").stringValue()).isEqualTo("drop_oldest");
            say(publisher, "{'type':'publish','id':'p','topic':'t','data':{'a':[1]},'key':'k','priority':3}");
            JsonNode ack = next(publisher);
            assertThat(text(ack, "type")).isEqualTo("ack");
            assertThat(text(ack, "id")).isEqualTo("p");
            assertThat(ack.path("first_offset").longValue()).isZero();
            assertThat(subscriber.frame())
                    .isEqualTo("{\"stream\":\"s\",\"type\":\"message\",\"id\":\"" + text(ack, "epoch")
                            + "-0\",\"topic\":\"t\",\"key\":\"k\",\"priority\":3,\"data\":{\"a\":[1]}}");
        }
    }

    @Test
    void aClientThatWantsHeartbeatsIsPinged() throws Exception {
        try (RawHttp client = welcomed();
                RawHttp viewer = new RawHttp(server.server().address(), 0).upgrade("/topics/t/ws?heartbeat_ms=1000")) {
            say(client, "{'type':'subscribe','id':'s','topic':'t','delivery':{'heartbeat_ms':1000}}");
            assertThat(text(next(client), "type")).isEqualTo("metadata");
            assertThat(text(next(viewer), "type")).isEqualTo("metadata");
            assertThat(client.payload(PING)).isEmpty();
            assertThat(viewer.payload(PING)).isEmpty();
        }
    }

    @Test
    void aSocketIsToldWhatItPublishesItself() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, "{'type':'subscribe','id':'s','topic':'t','since':'earliest','delivery':{'policy':'block'}}");
            next(client);
            int acks = 0;
            int messages = 0;
            for (int i = 0; i < 50; i++) {
                say(client, "{'type':'publish','id':'p" + i + "','topic':'t','data':" + i + "}");
            }
            while (acks < 50 || messages < 50) {
                JsonNode event = next(client);
                if (text(event, "type").equals("ack")) {
                    assertThat(text(event, "id")).isEqualTo("p" + acks);
                    assertThat(event.path("first_offset").intValue()).isEqualTo(acks++);
                } else {
                    assertThat(event.path("data").intValue()).isEqualTo(messages++);
                }
            }
        }
    }

    @Test
    void cancelEndsOneSubscriptionInOneSummaryAndNotTheTopic() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, "{'type':'subscribe','id':'a','topic':'t'}");
            next(client);
            say(client, "{'type':'subscribe','id':'b','topic':'t'}");
            next(client);
            say(client, "{'type':'cancel','id':'a'}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            JsonNode summary = next(client);
            assertThat(text(summary, "stream")).isEqualTo("a");
            assertThat(text(summary, "type")).isEqualTo("summary");
            assertThat(text(summary, "outcome")).isEqualTo("cancelled");
            assertThat(summary.path("events_delivered").intValue()).isZero();
            assertThat(summary.path("bytes_delivered").intValue()).isZero();
            say(client, "{'type':'publish','id':'p','topic':'t','data':1}");
            assertThat(text(untilType(client, "message"), "stream")).isEqualTo("b");
            say(client, "{'type':'subscribe','id':'a','topic':'t','since':'earliest'}");
            assertThat(text(untilType(client, "metadata"), "stream")).isEqualTo("a");
            String message = client.frame();
            say(client, "{'type':'cancel','id':'a'}");
            summary = untilType(client, "summary");
            assertThat(summary.path("events_emitted").intValue()).isOne();
            assertThat(summary.path("bytes_delivered").intValue())
                    .isEqualTo(message.length() - ",'stream':'a'".length());
            assertThat(text(summary, "id")).isEqualTo(text(Json.mapper().readTree(message), "id"));
        }
    }

    @Test
    void aPausedSubscriptionSaysNothingUntilItIsUnpaused() throws Exception {
        try (RawHttp client = welcomed();
                RawHttp publisher = welcomed()) {
            say(client, "{'type':'subscribe','id':'a','topic':'t'}");
            next(client);
            say(client, "{'type':'pause','id':'a'}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            publish(publisher, 3);
            say(client, "{'type':'status'}");
            JsonNode status = next(client).path("streams").path(0);
            assertThat(text(status, "topic")).isEqualTo("t");
            assertThat(text(status, "kind")).isEqualTo("topic");
            assertThat(status.path("lag_events").intValue()).isEqualTo(3);
            say(client, "{'type':'unpause','id':'a'}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            for (int i = 0; i < 3; i++) {
                assertThat(next(client).path("data").intValue()).isEqualTo(i);
            }
        }
    }

    @Test
    void aSubscriptionWithCreditSaysNoMoreThanItWasCredited() throws Exception {
        try (RawHttp client = welcomed();
                RawHttp publisher = welcomed()) {
            say(client, "{'type':'subscribe','id':'a','topic':'t'}");
            next(client);
            say(client, "{'type':'credit','id':'a','events':2}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            publish(publisher, 3);
            assertThat(next(client).path("data").intValue()).isZero();
            assertThat(next(client).path("data").intValue()).isOne();
            say(client, "{'type':'ping'}");
            assertThat(text(next(client), "type")).isEqualTo("pong");
            say(client, "{'type':'credit','id':'a','events':1}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
            assertThat(next(client).path("data").intValue()).isEqualTo(2);
        }
    }

    @Test
    void aSubscriptionGoesOnFromACursor() throws Exception {
        try (RawHttp client = welcomed();
                RawHttp publisher = welcomed()) {
            publish(publisher, 5);
            say(client, "{'type':'subscribe','id':'a','topic':'t','since':'earliest'}");
            next(client);
            next(client);
            String id = text(next(client), "id");
            say(client, "{'type':'subscribe','id':'b','topic':'t','since':'" + id + "'}");
            JsonNode resumed = untilType(client, "resumed");
            assertThat(text(resumed, "stream")).isEqualTo("b");
            assertThat(text(resumed, "since")).isEqualTo(id);
            for (int i = 2; i < 5; i++) {
                JsonNode event = next(client);
                assertThat(text(event, "stream")).isEqualTo("b");
                assertThat(event.path("data").intValue()).isEqualTo(i);
            }
        }
    }

    @Test
    void publishesOfASocketKeepTheirOrderWhileOneWaits() throws Exception {
        try (RawHttp blocking = welcomed();
                RawHttp publisher = welcomed()) {
            say(blocking, "{'type':'subscribe','id':'b','topic':'t','delivery':{'policy':'block','window':64}}");
            next(blocking);
            say(blocking, "{'type':'pause','id':'b'}");
            next(blocking);
            publish(publisher, 64);
            say(publisher, "{'type':'publish','id':'w','topic':'t','data':64}");
            say(publisher, "{'type':'publish','id':'x','topic':'t','data':65}");
            say(blocking, "{'type':'unpause','id':'b'}");
            JsonNode first = next(publisher);
            JsonNode second = next(publisher);
            assertThat(text(first, "id")).isEqualTo("w");
            assertThat(text(second, "id")).isEqualTo("x");
            assertThat(first.path("first_offset").intValue()).isEqualTo(64);
            assertThat(second.path("first_offset").intValue()).isEqualTo(65);
        }
    }

    @Test
    void aPublishWithoutRoomIsAnErrorAndLeavesTheSocketOpen() throws Exception {
        try (RawHttp blocking = welcomed();
                RawHttp publisher = welcomed()) {
            say(blocking, "{'type':'subscribe','id':'b','topic':'t','delivery':{'policy':'block','window':64}}");
            next(blocking);
            say(blocking, "{'type':'pause','id':'b'}");
            next(blocking);
            publish(publisher, 64);
            say(publisher, "{'type':'publish','id':'w','topic':'t','data':64}");
            JsonNode error = next(publisher);
            assertThat(text(error, "id")).isEqualTo("w");
            assertThat(error.path("error").path("retryable").booleanValue()).isTrue();
            assertThat(error.path("error").path("message").stringValue()).startsWith("0 of 1 messages were stored");
            say(publisher, "{'type':'ping'}");
            assertThat(text(next(publisher), "type")).isEqualTo("pong");
        }
    }

    @Test
    void aSocketThatVanishesUnsubscribes() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, "{'type':'subscribe','id':'a','topic':'t'}");
            next(client);
            client.socket().setSoLinger(true, 0);
        }
        await().until(() -> server.server().topics().list().stream().allMatch(topic -> topic.subscribers() == 0));
    }

    @Test
    void aServerThatStopsEndsItsSubscriptionsAndThenTheSocket() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, "{'type':'subscribe','id':'a','topic':'t'}");
            next(client);
            say(client, "{'type':'pause','id':'a'}");
            next(client);
            server.server().stop();
            JsonNode reconnect = next(client);
            assertThat(text(reconnect, "stream")).isEqualTo("a");
            assertThat(text(reconnect, "type")).isEqualTo("reconnect");
            JsonNode summary = next(client);
            assertThat(text(summary, "stream")).isEqualTo("a");
            assertThat(text(summary, "outcome")).isEqualTo("shutdown");
            assertThat(client.frame()).isEqualTo("close 1001");
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {'type':'subscribe','topic':'t'}                              | /id              | 1 to 64
            {'type':'subscribe','id':'x'}                                 | /topic           | topic is missing
            {'type':'subscribe','id':'x','topic':'a b'}                   | /topic           | letters, digits
            {'type':'subscribe','id':'x','topic':''}                      | /topic           | letters, digits
            {'type':'subscribe','id':'x','topic':7}                       | /topic           | must be a string
            {'type':'subscribe','id':'x','topic':'t','since':'12'}        | /since           | id of an event
            {'type':'subscribe','id':'x','topic':'t','delivery':{'policy':'x'}} | /delivery/policy | one of
            {'type':'subscribe','id':'x','topic':'t','delivery':{'polcy':'x'}}  | /delivery/polcy | did you mean policy
            {'type':'subscribe','id':'x','topic':'t','data':1}            | /data            | unknown
            {'type':'publish','id':'x','topic':'t'}                       | /data            | data is missing
            {'type':'publish','id':'x','topic':'t','data':1,'priority':10} | /priority       | 0 to 9
            {'type':'publish','id':'x','topic':'t','data':1,'key':[]}     | /key             | must be a string
            {'type':'publish','id':'x','topic':'/','data':1}              | /topic           | letters, digits
            {'type':'publish','topic':'t','data':1}                       | /id              | 1 to 64
            {'type':'publish','id':'x','topic':'t','data':1,'kye':''}     | /kye             | did you mean key
            """)
    void aBadMessageIsAnsweredWithItsPlaceAndLeavesTheSocketOpen(String message, String pointer, String detail)
            throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, message);
            JsonNode answer = next(client);
            assertThat(text(answer, "type")).isEqualTo("error");
            assertThat(answer.toString()).containsIgnoringCase(detail);
            assertThat(answer.path("error").path("errors").valueStream().map(fault -> text(fault, "pointer")))
                    .contains(pointer);
            say(client, "{'type':'ping'}");
            assertThat(text(next(client), "type")).isEqualTo("pong");
        }
        assertThat(server.server().topics().list()).isEmpty();
    }

    @Test
    void anIdThatIsTakenAndASubscriptionTooManyAreRefused() throws Exception {
        try (RawHttp client = welcomed()) {
            say(client, "{'type':'subscribe','id':'a','topic':'t'}");
            next(client);
            say(client, "{'type':'subscribe','id':'a','topic':'u'}");
            assertThat(next(client).toString()).contains("open already");
            say(client, "{'type':'subscribe','id':'b','topic':'u'}");
            next(client);
            say(client, "{'type':'subscribe','id':'c','topic':'u'}");
            assertThat(next(client).toString()).contains("2 streams already");
        }
    }

    private static void publish(RawHttp client, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            say(client, "{'type':'publish','id':'p','topic':'t','data':" + i + "}");
            assertThat(text(next(client), "type")).isEqualTo("ack");
        }
    }

    private RawHttp welcomed() throws IOException {
        RawHttp client = new RawHttp(server.server().address(), 0).upgrade("/crawl/ws");
        assertThat(text(next(client), "type")).isEqualTo("welcome");
        return client;
    }

    /// Sends a command, written with single quotes for the sake of the eyes.
    private static void say(RawHttp client, String command) throws IOException {
        client.say(1, command.replace('\'', '"').getBytes(UTF_8));
    }

    private static JsonNode next(RawHttp client) throws IOException {
        return Json.mapper().readTree(client.frame());
    }

    private static JsonNode untilType(RawHttp client, String type) throws IOException {
        JsonNode event = next(client);
        while (!text(event, "type").equals(type)) {
            event = next(client);
        }
        return event;
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).stringValue("");
    }
}
