package io.riptide.server.crawl.extract.choice;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What a page's address tells of it.
///
/// @param words labels of the host, and words of the path but for the last segment's where that is a headline
/// @param path the segments
record Address(Set<String> words, List<String> path) {
    private static final Pattern LABEL_END = Pattern.compile("[.:]");
    private static final Pattern WORD_END = Pattern.compile("[^a-z]+");
    private static final Pattern YEAR = Pattern.compile("(?:19|20)\\d\\d");
    private static final Pattern SLASH = Pattern.compile("/+");

    static Address of(String url) {
        int scheme = url.indexOf("://");
        String rest = (scheme < 0 ? url : url.substring(scheme + 3)).toLowerCase(Locale.ROOT);
        String place = rest.substring(0, endBefore(rest, '?', endBefore(rest, '#', rest.length())));
        int hostEnd = endBefore(place, '/', place.length());
        List<String> path = Arrays.stream(SLASH.split(place.substring(hostEnd)))
                .filter(segment -> !segment.isEmpty())
                .toList();
        Set<String> words = new HashSet<>(List.of(LABEL_END.split(place.substring(0, hostEnd))));
        for (int i = 0; i < path.size(); i++) {
            boolean isHeadline = i == path.size() - 1 && path.get(i).indexOf('-') >= 0;
            if (!isHeadline) {
                words.addAll(List.of(WORD_END.split(path.get(i))));
            }
        }
        return new Address(words, path);
    }

    private static int endBefore(String text, char end, int otherwise) {
        int found = text.indexOf(end);
        return found < 0 ? otherwise : Math.min(found, otherwise);
    }

    boolean hasWord(Set<String> wanted) {
        return words.stream().anyMatch(wanted::contains);
    }

    boolean hasSegment(Set<String> wanted) {
        return path.stream().anyMatch(wanted::contains);
    }

    boolean isHome() {
        return path.isEmpty();
    }

    /// How many words the last segment joins: headlines have many.
    int joints() {
        return path.isEmpty()
                ? 0
                : (int) path.getLast().chars().filter(c -> c == '-' || c == '_').count();
    }

    boolean hasYear() {
        return path.stream().anyMatch(segment -> YEAR.matcher(segment).matches());
    }
}
