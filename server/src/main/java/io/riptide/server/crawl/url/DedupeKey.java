package io.riptide.server.crawl.url;

import java.util.Locale;
import java.util.Set;

/// The text by which two URLs are told to lead to one page: the canonical form without the parameters that only
/// say whence a visitor came. The page itself is still asked for as it was written.
///
/// - **Threading:** any thread.
/// - **Bounds:** linear.
public final class DedupeKey {
    private static final Set<String> TRACKING = Set.of(
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "fbclid",
            "msclkid",
            "yclid",
            "ysclid",
            "twclid",
            "ttclid",
            "igshid",
            "mc_cid",
            "mc_eid",
            "_hsenc",
            "_hsmi",
            "_openstat",
            "vero_id",
            "wickedid",
            "oly_anon_id",
            "oly_enc_id",
            "rb_clickid",
            "s_cid",
            "srsltid");
    private static final String CAMPAIGN = "utm_";

    private DedupeKey() {}

    /// The key of `url`.
    public static String of(WebUrl url) {
        String canonical = url.canonical();
        int question = canonical.indexOf('?');
        if (question < 0) {
            return canonical;
        }
        StringBuilder kept = new StringBuilder(canonical.length());
        for (int from = question + 1; from <= canonical.length(); ) {
            int end = canonical.indexOf('&', from);
            end = end < 0 ? canonical.length() : end;
            String parameter = canonical.substring(from, end);
            if (!isTracking(parameter)) {
                kept.append(kept.isEmpty() ? "" : "&").append(parameter);
            }
            from = end + 1;
        }
        String path = canonical.substring(0, question);
        return kept.isEmpty() && canonical.length() > question + 1 ? path : path + '?' + kept;
    }

    private static boolean isTracking(String parameter) {
        int equals = parameter.indexOf('=');
        String name = (equals < 0 ? parameter : parameter.substring(0, equals)).toLowerCase(Locale.ROOT);
        return name.startsWith(CAMPAIGN) || TRACKING.contains(name);
    }
}
