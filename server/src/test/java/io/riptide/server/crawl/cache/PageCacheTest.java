package io.riptide.server.crawl.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.engine.recovery.RecoveryListener;
import io.riptide.server.config.RiptideConfig;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// In memory alone.
class PageCacheTest {
    private static final RecoveryListener NOBODY = event -> {};
    private static final Validators TAG = new Validators(Optional.of("\"a\""), Optional.empty());

    private final ManualClock clock = new ManualClock();
    private final PageCache<String> cache = open("crawl.cache-bytes=100KiB", "cache.entry-bytes-max=10KiB");

    @Test
    void whatIsStoredIsFoundUntilItIsNoLongerFresh() throws InterruptedException {
        cache.store("k", entry("page", 60, Validators.NONE));

        clock.pass(Duration.ofSeconds(59));
        assertThat(cache.find("k")).map(CacheEntry::value).contains("page");
        clock.pass(Duration.ofSeconds(1));
        assertThat(cache.find("k")).isEmpty();
    }

    @Test
    void whatCanBeAskedForIsFoundStaleForABoundedTime() throws InterruptedException {
        cache.store("k", entry("page", 60, TAG));

        clock.pass(Duration.ofSeconds(61));
        CacheEntry<String> stale = cache.find("k").orElseThrow();
        assertThat(stale.isFresh(clock.instant())).isFalse();
        assertThat(stale.validators()).isEqualTo(TAG);
        clock.pass(Duration.ofHours(23));
        assertThat(cache.find("k")).isPresent();
        clock.pass(Duration.ofHours(1));
        assertThat(cache.find("k")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatMayStandInIsFoundForAsLong(boolean canBeAskedFor) throws InterruptedException {
        Validators validators = canBeAskedFor ? TAG : Validators.NONE;
        Instant freshUntil = clock.instant().plusSeconds(60);
        Freshness freshness = new Freshness(true, false, freshUntil, validators, Duration.ofSeconds(90));
        cache.store("k", CacheEntry.of("page", freshness, clock.instant()));

        clock.pass(Duration.ofSeconds(60 + 89));
        CacheEntry<String> stale = cache.find("k").orElseThrow();
        assertThat(stale.isFresh(clock.instant())).isFalse();
        assertThat(stale.mayStandIn(clock.instant())).isTrue();
        clock.pass(Duration.ofSeconds(1));
        assertThat(stale.mayStandIn(clock.instant())).isFalse();
        assertThat(cache.find("k").isPresent()).as("only to be asked about").isEqualTo(canBeAskedFor);
    }

    @Test
    void aRenewedEntryIsFreshAgain() throws InterruptedException {
        CacheEntry<String> entry = entry("page", 60, TAG);
        cache.store("k", entry);
        clock.pass(Duration.ofSeconds(61));

        cache.store("k", entry.renewed(freshness(60, TAG), clock.instant()));

        assertThat(cache.find("k").orElseThrow().isFresh(clock.instant())).isTrue();
    }

    @Test
    void aFailureIsFoundBriefly() throws InterruptedException {
        cache.store("k", CacheEntry.negative("no", clock.instant(), Duration.ofSeconds(30)));

        clock.pass(Duration.ofSeconds(29));
        assertThat(cache.find("k").orElseThrow().isNegative()).isTrue();
        clock.pass(Duration.ofSeconds(1));
        assertThat(cache.find("k")).isEmpty();
    }

    @Test
    void whatIsOfNoUseAnyMoreIsNotStored() throws InterruptedException {
        cache.store("k", CacheEntry.negative("no", clock.instant(), Duration.ZERO));

        assertThat(cache.find("k")).isEmpty();
        assertThat(cache.snapshot().stored()).isZero();
    }

    @Test
    void aLaterOneTakesThePlaceOfTheFirst() throws InterruptedException {
        cache.store("k", entry("first", 60, Validators.NONE));
        cache.store("k", entry("second", 60, Validators.NONE));

        assertThat(cache.find("k")).map(CacheEntry::value).contains("second");
    }

    @Test
    void whatIsRemovedIsNotFound() throws InterruptedException {
        cache.store("k", entry("page", 60, TAG));
        cache.remove("k");

        assertThat(cache.find("k")).isEmpty();
    }

    @Test
    void entriesWeighNoMoreThanTheBound() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            cache.store("k" + i, entry("a".repeat(5_000), 60, Validators.NONE));
        }
        cache.keepHouse();

        CacheSnapshot snapshot = cache.snapshot();
        assertThat(snapshot.bytes()).isBetween(50_000L, 102_400L);
        assertThat(snapshot.entries()).isBetween(10L, 20L);
        assertThat(snapshot.stored()).isEqualTo(100);
    }

    @Test
    void anEntryThatIsTooLargeIsNotStoredAndLeavesNothingOlder() throws InterruptedException {
        cache.store("k", entry("page", 60, Validators.NONE));
        cache.store("k", entry("a".repeat(10_241), 60, Validators.NONE));

        assertThat(cache.find("k")).isEmpty();
        assertThat(cache.snapshot().tooLarge()).isEqualTo(1);
    }

    @Test
    void aCacheOfNoBytesKeepsNothing() throws InterruptedException {
        PageCache<String> none = open("crawl.cache-bytes=0B");
        none.store("k", entry("page", 60, Validators.NONE));

        assertThat(none.find("k")).isEmpty();
    }

    @Test
    void whatHasExpiredIsFreedByHousekeeping() {
        cache.store("k", entry("page", 60, Validators.NONE));
        assertThat(cache.snapshot().entries()).isEqualTo(1);

        clock.pass(Duration.ofMinutes(5));
        cache.keepHouse();

        assertThat(cache.snapshot().entries()).isZero();
        assertThat(cache.snapshot().bytes()).isZero();
    }

    @Test
    void everyLookUpIsAHitOrStaleOrAMiss() throws InterruptedException {
        cache.find("k");
        cache.store("k", entry("page", 60, TAG));
        cache.find("k");
        cache.find("k");
        clock.pass(Duration.ofSeconds(60));
        cache.find("k");

        CacheSnapshot snapshot = cache.snapshot();
        assertThat(snapshot.misses()).isEqualTo(1);
        assertThat(snapshot.hits()).isEqualTo(2);
        assertThat(snapshot.stale()).isEqualTo(1);
        assertThat(snapshot.shared()).isEqualTo(CacheSnapshot.Shared.NONE);
    }

    @Test
    void withoutARedisNothingIsWrongWithIt() {
        cache.prepare();
        cache.keepHouse();

        assertThat(cache.trouble()).isEmpty();
        cache.close();
    }

    /// Its client is a few thousand classes, which a node without a Redis starts without.
    @Test
    void withoutARedisNothingOfItsClientIsLoaded() throws ReflectiveOperationException {
        Class<?> alone = Class.forName(Alone.class.getName(), true, new WithoutClient());

        Object found = alone.getMethod("find").invoke(null);

        assertThat(alone.getClassLoader()).isInstanceOf(WithoutClient.class);
        assertThat(found).isEqualTo("page");
    }

    /// A use of the cache, with classes of its own.
    public static final class Alone {
        private Alone() {}

        public static String find() throws InterruptedException {
            ManualClock clock = new ManualClock();
            RiptideConfig config = RiptideConfig.of();
            try (PageCache<String> cache =
                    PageCache.open(config.crawl(), config.cache(), new TextCodec(), clock, event -> {})) {
                cache.prepare();
                cache.store("k", CacheEntry.negative("page", clock.instant(), Duration.ofSeconds(1)));
                cache.keepHouse();
                cache.remove("other");
                return cache.find("k").orElseThrow().value() + cache.trouble().orElse("");
            }
        }
    }

    /// Loads the cache anew, and no class of Redis's client or of what comes with it.
    private static final class WithoutClient extends ClassLoader {
        WithoutClient() {
            super(PageCacheTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.lettuce.") || name.startsWith("reactor.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith(PageCache.class.getPackageName() + '.')) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (@Nullable InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private CacheEntry<String> entry(String value, int seconds, Validators validators) {
        return CacheEntry.of(value, freshness(seconds, validators), clock.instant());
    }

    private Freshness freshness(int seconds, Validators validators) {
        Instant freshUntil = clock.instant().plusSeconds(seconds);
        return new Freshness(true, false, freshUntil, validators, Duration.ZERO);
    }

    private PageCache<String> open(String... settings) {
        RiptideConfig config = RiptideConfig.of(settings);
        return PageCache.open(config.crawl(), config.cache(), new TextCodec(), clock, NOBODY);
    }
}
