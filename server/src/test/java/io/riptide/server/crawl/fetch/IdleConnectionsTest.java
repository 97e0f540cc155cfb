package io.riptide.server.crawl.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdleConnectionsTest {
    private final AtomicLong nowNs = new AtomicLong();
    private final IdleConnections idle = new IdleConnections(3, 100, nowNs::get);

    @Test
    void theYoungestOfAnOriginIsTakenFirst() {
        EmbeddedChannel older = new EmbeddedChannel();
        EmbeddedChannel younger = new EmbeddedChannel();
        assertThat(idle.offer(older, "a")).isTrue();
        assertThat(idle.offer(younger, "a")).isTrue();
        assertThat(idle.poll("b")).isNull();
        assertThat(idle.poll("a")).isSameAs(younger);
        assertThat(idle.poll("a")).isSameAs(older);
        assertThat(idle.poll("a")).isNull();
        assertThat(idle.count()).isZero();
    }

    @Test
    void theLongestIdleMakesRoom() {
        EmbeddedChannel first = new EmbeddedChannel();
        idle.offer(first, "a");
        for (String origin : new String[] {"b", "c", "d"}) {
            assertThat(idle.offer(new EmbeddedChannel(), origin)).isTrue();
        }
        assertThat(first.isOpen()).isFalse();
        assertThat(idle.count()).isEqualTo(3);
        assertThat(idle.getIdleChannelCountPerHost()).containsOnlyKeys("b", "c", "d");
    }

    @Test
    void aClosedConnectionIsNotHandedOut() {
        EmbeddedChannel closed = new EmbeddedChannel();
        EmbeddedChannel open = new EmbeddedChannel();
        idle.offer(open, "a");
        idle.offer(closed, "a");
        closed.close();
        assertThat(idle.poll("a")).isSameAs(open);
        assertThat(idle.count()).isZero();
    }

    @Test
    void anOfferTwiceKeepsTheConnectionOnce() {
        EmbeddedChannel channel = new EmbeddedChannel();
        assertThat(idle.offer(channel, "a")).isTrue();
        assertThat(idle.offer(channel, "a")).isTrue();
        assertThat(idle.count()).isOne();
    }

    @Test
    void sweepingClosesWhatIsOld() {
        EmbeddedChannel old = new EmbeddedChannel();
        EmbeddedChannel young = new EmbeddedChannel();
        idle.offer(old, "a");
        nowNs.set(60);
        idle.offer(young, "a");
        nowNs.set(100);
        idle.sweep();
        assertThat(old.isOpen()).isFalse();
        assertThat(young.isOpen()).isTrue();
        assertThat(idle.poll("a")).isSameAs(young);
    }

    @Test
    void aRemovedConnectionIsForgottenAndNotClosed() {
        EmbeddedChannel channel = new EmbeddedChannel();
        idle.offer(channel, "a");
        assertThat(idle.removeAll(channel)).isTrue();
        assertThat(idle.removeAll(channel)).isFalse();
        assertThat(channel.isOpen()).isTrue();
        assertThat(idle.getIdleChannelCountPerHost()).isEmpty();
    }

    @Test
    void anOriginIsFlushedAlone() {
        EmbeddedChannel one = new EmbeddedChannel();
        EmbeddedChannel other = new EmbeddedChannel();
        idle.offer(one, "a");
        idle.offer(other, "b");
        idle.flushPartitions("a"::equals);
        assertThat(one.isOpen()).isFalse();
        assertThat(other.isOpen()).isTrue();
    }

    @Test
    void nothingIsKeptAfterTheEnd() {
        EmbeddedChannel channel = new EmbeddedChannel();
        idle.offer(channel, "a");
        idle.destroy();
        assertThat(channel.isOpen()).isFalse();
        assertThat(idle.isOpen()).isFalse();
        assertThat(idle.offer(new EmbeddedChannel(), "a")).isFalse();
    }

    @Test
    void keepingNoneRefusesAll() {
        assertThat(new IdleConnections(0, 100, nowNs::get).offer(new EmbeddedChannel(), "a"))
                .isFalse();
    }
}
