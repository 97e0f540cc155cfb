package io.riptide.server.crawl.extract;

import io.riptide.server.text.Names;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Where an image is: for pages that load images late, not where `src` says.
///
/// 1. attributes that scripts make `src` of
/// 2. `src`, unless it is written out in place (`data:`) or names a placeholder
/// 3. the largest of `srcset`, then of the sources of the `picture` around it
/// 4. the image for readers without scripts that stands beside it
/// 5. the placeholder
///
/// - **Threading:** stateless.
/// - **Source:** WHATWG HTML, 4.8.4.2.1 "Srcset attributes".
final class ImageSource {
    private static final List<String> LATE_ATTRIBUTES = List.of(
            "data-src",
            "data-original",
            "data-lazy-src",
            "data-lazy",
            "data-original-src",
            "lazy-src",
            "nitro-lazy-src");

    private static final List<String> SET_ATTRIBUTES = List.of("data-srcset", "srcset");

    private static final Set<String> PLACEHOLDERS = Names.set(
            "blank", "placeholder", "spacer", "transparent", "pixel", "1x1", "loading", "loader", "lazy", "clear");

    private ImageSource() {}

    /// The absolute address of an `img`, if it has one that is not written out in place.
    static Optional<String> url(Element image, LinkResolver resolver) {
        for (String attribute : LATE_ATTRIBUTES) {
            Optional<String> url = resolved(image.attr(attribute), resolver);
            if (url.isPresent()) {
                return url;
            }
        }
        String src = image.attr("src");
        if (!isPlaceholder(src)) {
            Optional<String> url = resolved(src, resolver);
            if (url.isPresent()) {
                return url;
            }
        }
        return largest(image, resolver)
                .or(() -> ofPicture(image, resolver))
                .or(() -> ofFallback(image.nextElementSibling(), resolver))
                .or(() -> ofFallback(image.previousElementSibling(), resolver))
                .or(() -> resolved(src, resolver));
    }

    private static Optional<String> resolved(String reference, LinkResolver resolver) {
        String stripped = reference.strip();
        return stripped.isEmpty() || stripped.regionMatches(true, 0, "data:", 0, 5)
                ? Optional.empty()
                : resolver.resolve(stripped);
    }

    private static boolean isPlaceholder(String src) {
        int start = src.lastIndexOf('/') + 1;
        int end = src.indexOf('.', start);
        return end > start && PLACEHOLDERS.contains(src.substring(start, end).toLowerCase(Locale.ROOT));
    }

    /// Of what `srcset` offers the one that is said to be widest or densest, among equals the first.
    private static Optional<String> largest(Element element, LinkResolver resolver) {
        for (String attribute : SET_ATTRIBUTES) {
            Optional<String> url = resolved(largest(element.attr(attribute)), resolver);
            if (url.isPresent()) {
                return url;
            }
        }
        return Optional.empty();
    }

    /// An address ends at white space, and may hold commas; what is said of it ends at a comma.
    static String largest(String candidates) {
        String best = "";
        double bestSize = -1;
        int i = 0;
        while (i < candidates.length()) {
            int start = end(candidates, i, true);
            int urlEnd = end(candidates, start, false);
            int comma = candidates.indexOf(',', urlEnd);
            boolean isBare = urlEnd > start && candidates.charAt(urlEnd - 1) == ',';
            i = isBare ? urlEnd : comma < 0 ? candidates.length() : comma + 1;
            double size = isBare ? 1 : size(candidates.substring(urlEnd, comma < 0 ? i : comma));
            String url = candidates.substring(start, isBare ? urlEnd - 1 : urlEnd);
            if (size > bestSize && !url.isEmpty() && !url.startsWith("data:")) {
                best = url;
                bestSize = size;
            }
        }
        return best;
    }

    /// Where white space, with commas, or what is none ends.
    private static int end(String text, int from, boolean isSpace) {
        int i = from;
        while (i < text.length() && isSpace == (text.charAt(i) <= ' ' || (isSpace && text.charAt(i) == ','))) {
            i++;
        }
        return i;
    }

    private static double size(String descriptor) {
        String stripped = descriptor.strip();
        try {
            return stripped.isEmpty() ? 1 : Double.parseDouble(stripped.substring(0, stripped.length() - 1));
        } catch (NumberFormatException notANumber) {
            // A template's leftovers; the candidate is as good as one of which nothing is said.
            return 1;
        }
    }

    private static Optional<String> ofPicture(Element image, LinkResolver resolver) {
        Element picture = image.parent();
        if (picture == null || !picture.nameIs("picture")) {
            return Optional.empty();
        }
        for (Element source : picture.children()) {
            Optional<String> url = source.nameIs("source") ? largest(source, resolver) : Optional.empty();
            if (url.isPresent()) {
                return url;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofFallback(@Nullable Element beside, LinkResolver resolver) {
        Element image = beside != null && beside.nameIs("noscript") ? beside.firstElementChild() : null;
        return image != null && image.nameIs("img")
                ? resolved(image.attr("src"), resolver).or(() -> largest(image, resolver))
                : Optional.empty();
    }
}
