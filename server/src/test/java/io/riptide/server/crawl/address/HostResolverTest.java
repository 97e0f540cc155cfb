package io.riptide.server.crawl.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostResolverTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("93.184.216.34");

    private final AtomicLong nowNs = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    private CachingHostResolver caching(HostResolver resolver, int entriesMax) {
        HostResolver counted = (host, timeout) -> {
            asked.incrementAndGet();
            return resolver.resolve(host, timeout);
        };
        return new CachingHostResolver(counted, entriesMax, nowNs::get);
    }

    private void pass(Duration time) {
        nowNs.addAndGet(time.toNanos());
    }

    @Test
    void anAnswerIsKeptForItsTime() throws Exception {
        CachingHostResolver resolver = caching((_, _) -> List.of(PUBLIC), 10);
        assertThat(resolver.resolve("a.test", SECOND)).containsExactly(PUBLIC);
        pass(CachingHostResolver.FOUND_FOR.minusNanos(1));
        assertThat(resolver.resolve("a.test", SECOND)).containsExactly(PUBLIC);
        assertThat(asked).hasValue(1);
        pass(Duration.ofNanos(1));
        resolver.resolve("a.test", SECOND);
        assertThat(asked).hasValue(2);
    }

    @Test
    void anAbsenceIsKeptShorter() throws Exception {
        CachingHostResolver resolver = caching(
                (host, _) -> {
                    throw new UnknownHostException(host + " is not there");
                },
                10);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(UnknownHostException.class)
                    .isThrownBy(() -> resolver.resolve("a.test", SECOND))
                    .withMessage("a.test is not there");
        }
        assertThat(asked).hasValue(1);
        pass(CachingHostResolver.MISSING_FOR);
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> resolver.resolve("a.test", SECOND));
        assertThat(asked).hasValue(2);
    }

    @Test
    void aTimeoutIsNotKept() {
        CachingHostResolver resolver = caching(
                (_, _) -> {
                    throw new TimeoutException();
                },
                10);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> resolver.resolve("a.test", SECOND));
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void onlySoManyNamesAreKept() throws Exception {
        CachingHostResolver resolver = caching((_, _) -> List.of(PUBLIC), 4);
        for (int i = 0; i < 100; i++) {
            resolver.resolve("host" + i + ".test", SECOND);
        }
        asked.set(0);
        for (int i = 0; i < 100; i++) {
            resolver.resolve("host" + i + ".test", SECOND);
        }
        assertThat(asked).hasValueGreaterThanOrEqualTo(90);
    }

    @Test
    void theSystemKnowsLocalhost() throws Exception {
        try (SystemHostResolver resolver = new SystemHostResolver()) {
            assertThat(resolver.resolve("localhost", Duration.ofSeconds(30)))
                    .isNotEmpty()
                    .allMatch(InetAddress::isLoopbackAddress);
        }
    }

    @Test
    void theSystemDoesNotKnowWhatIsNoName() {
        try (SystemHostResolver resolver = new SystemHostResolver()) {
            assertThatExceptionOfType(UnknownHostException.class)
                    .isThrownBy(() -> resolver.resolve("not a name", Duration.ofSeconds(30)));
        }
    }

    @Test
    void anInterruptedCallerDoesNotWait() {
        try (SystemHostResolver resolver = new SystemHostResolver()) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> resolver.resolve("localhost", Duration.ofSeconds(30)));
        }
    }

    @Test
    void theGateJudgesEveryAnswer() {
        List<InetAddress> answers = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            answers.add(InetAddress.ofLiteral("8.8.8." + i));
        }
        answers.add(InetAddress.ofLiteral("10.0.0.1"));
        AddressGate gate = new AddressGate((_, _) -> answers, AddressPolicy.publicOnly());
        assertThatExceptionOfType(BlockedAddressException.class)
                .isThrownBy(() -> gate.admit("a.test", SECOND))
                .withMessage("a.test resolves to a blocked address: 10.0.0.1 is private");
    }

    @Test
    void theGateHandsOutAFewAddressesInOrder() throws Exception {
        List<InetAddress> answers = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            answers.add(InetAddress.ofLiteral("8.8.8." + i));
        }
        AddressGate gate = new AddressGate((_, _) -> answers, AddressPolicy.publicOnly());
        assertThat(gate.admit("a.test", SECOND)).isEqualTo(answers.subList(0, AddressGate.DIALLED_MAX));
    }

    @Test
    void aLiteralIsJudgedAndNotResolved() throws Exception {
        AddressGate gate = new AddressGate(caching((_, _) -> List.of(PUBLIC), 10), AddressPolicy.publicOnly());
        assertThat(gate.admit("8.8.8.8", SECOND)).containsExactly(InetAddress.ofLiteral("8.8.8.8"));
        assertThat(gate.admit("[2606:4700::1]", SECOND)).containsExactly(InetAddress.ofLiteral("2606:4700::1"));
        for (String blocked : List.of("127.0.0.1", "[::1]", "::1", "[::ffff:10.0.0.1]", "[fe80::1]")) {
            assertThatExceptionOfType(BlockedAddressException.class).isThrownBy(() -> gate.admit(blocked, SECOND));
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void noAddressesIsAnUnknownHost() {
        AddressGate gate = new AddressGate((_, _) -> List.of(), AddressPolicy.publicOnly());
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> gate.admit("a.test", SECOND));
    }
}
