package io.riptide.server.crawl.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A value with how long it is good. Times are whole milliseconds, the same on every node.
///
/// @param value what is kept; nobody changes it
/// @param isNegative whether it is an error
/// @param storedAt when it was got, or its site last said that it has not changed
/// @param freshUntil until when it is used without asking
/// @param validators what to ask with then
/// @param standsInFor how long afterwards it may be used when its site cannot be asked
/// @param <V> what is kept
public record CacheEntry<V>(
        V value,
        boolean isNegative,
        Instant storedAt,
        Instant freshUntil,
        Validators validators,
        Duration standsInFor) {
    /// Cuts off what is less than a millisecond.
    public CacheEntry {
        storedAt = storedAt.truncatedTo(ChronoUnit.MILLIS);
        freshUntil = freshUntil.truncatedTo(ChronoUnit.MILLIS);
        standsInFor = standsInFor.truncatedTo(ChronoUnit.MILLIS);
    }

    /// `value` of an answer that was received at `now` and judged to be storable.
    public static <V> CacheEntry<V> of(V value, Freshness freshness, Instant now) {
        assert freshness.isStorable() : freshness;
        return new CacheEntry<>(
                value,
                freshness.isNegative(),
                now,
                freshness.freshUntil(),
                freshness.validators(),
                freshness.standsInFor());
    }

    /// A failure without an answer, good for `ttl` from `now` on.
    public static <V> CacheEntry<V> negative(V value, Instant now, Duration ttl) {
        return new CacheEntry<>(value, true, now, now.plus(ttl), Validators.NONE, Duration.ZERO);
    }

    /// The same value, by what its site said of it at `now`.
    public CacheEntry<V> renewed(Freshness freshness, Instant now) {
        return of(value, freshness, now);
    }

    /// Whether it is as good as a new one.
    public boolean isFresh(Instant now) {
        return now.isBefore(freshUntil);
    }

    /// Whether it may be used although it is too old, since its site cannot be asked.
    public boolean mayStandIn(Instant now) {
        return !isNegative && now.isBefore(freshUntil.plus(standsInFor));
    }

    /// How long it was good when it was stored.
    Duration lifetime() {
        Duration lifetime = Duration.between(storedAt, freshUntil);
        return lifetime.isNegative() ? Duration.ZERO : lifetime;
    }

    /// Until when it is of any use: one that its site can be asked about is kept for `staleFor` longer, and one
    /// that may stand in for a new one as long as it may.
    Instant keptUntil(Duration staleFor) {
        Instant asked =
                validators.isEmpty() ? freshUntil : later(storedAt, freshUntil).plus(staleFor);
        return later(asked, freshUntil.plus(standsInFor));
    }

    private static Instant later(Instant left, Instant right) {
        return left.isAfter(right) ? left : right;
    }
}
