package io.riptide.server.crawl.cache;

import java.time.Duration;
import java.time.Instant;

/// Whether an answer may be kept, and until when it is as good as a new one.
///
/// @param isStorable whether it may be kept at all; if not, nothing else here means anything
/// @param isNegative whether it is an error, and so kept briefly
/// @param freshUntil until when it is used without asking; not after it was received when it always has to be
///     asked for
/// @param validators what to ask with then
/// @param standsInFor how long afterwards it may be used when its site cannot be asked
public record Freshness(
        boolean isStorable, boolean isNegative, Instant freshUntil, Validators validators, Duration standsInFor) {
    /// Not to be kept.
    public static final Freshness NONE = new Freshness(false, false, Instant.EPOCH, Validators.NONE, Duration.ZERO);
}
