package io.riptide.server.crawl.robots;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a page itself asks of robots, in `X-Robots-Tag` fields and in `meta` elements.
///
/// A field may begin with a robot's name and a colon and then holds for that one alone.
///
/// - **Source:** Google's "Robots meta tag, data-nosnippet, and X-Robots-Tag specifications", the only text
///   there is.
///
/// @param rules what it asks for
public record RobotsDirectives(Set<Rule> rules) {
    /// A page that asks for nothing.
    public static final RobotsDirectives NONE = new RobotsDirectives(Set.of());

    private static final int VALUES_MAX = 32;
    private static final int VALUE_LENGTH_MAX = 1_024;

    /// One thing a page may ask for.
    public enum Rule {
        /// It is not to be found in a search.
        NOINDEX,
        /// Its links are not to be followed.
        NOFOLLOW,
        /// It is not to be kept.
        NOARCHIVE,
        /// Nothing of it is to be quoted.
        NOSNIPPET;

        /// As pages write it.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RobotsDirectives {
        rules = Set.copyOf(rules);
    }

    /// What `values` ask of the robot `agent`, a product token.
    public static RobotsDirectives of(List<String> values, String agent) {
        Set<Rule> rules = EnumSet.noneOf(Rule.class);
        for (String value : values.subList(0, Math.min(values.size(), VALUES_MAX))) {
            read(value.substring(0, Math.min(value.length(), VALUE_LENGTH_MAX)), agent, rules);
        }
        return rules.isEmpty() ? NONE : new RobotsDirectives(rules);
    }

    /// Both.
    public RobotsDirectives and(RobotsDirectives other) {
        Set<Rule> both = EnumSet.noneOf(Rule.class);
        both.addAll(rules);
        both.addAll(other.rules);
        return new RobotsDirectives(both);
    }

    /// Whether it asks for that.
    public boolean has(Rule rule) {
        return rules.contains(rule);
    }

    /// As pages write them, in one order.
    public List<String> wireNames() {
        return rules.stream().sorted().map(Rule::wireName).toList();
    }

    private static void read(String value, String agent, Set<Rule> rules) {
        boolean isForUs = true;
        for (String part : parts(value)) {
            String word = part.strip().toLowerCase(Locale.ROOT);
            int colon = word.indexOf(':');
            if (colon > 0 && !word.startsWith("max-") && !word.startsWith("unavailable_after")) {
                isForUs = word.substring(0, colon).strip().equals(agent.toLowerCase(Locale.ROOT));
                word = word.substring(colon + 1).strip();
            }
            if (isForUs) {
                add(word, rules);
            }
        }
    }

    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int comma = value.indexOf(','); comma >= 0; comma = value.indexOf(',', from)) {
            parts.add(value.substring(from, comma));
            from = comma + 1;
        }
        parts.add(value.substring(from));
        return parts;
    }

    private static void add(String word, Set<Rule> rules) {
        switch (word) {
            case "noindex" -> rules.add(Rule.NOINDEX);
            case "nofollow" -> rules.add(Rule.NOFOLLOW);
            case "noarchive", "nocache" -> rules.add(Rule.NOARCHIVE);
            case "nosnippet" -> rules.add(Rule.NOSNIPPET);
            case "none" -> {
                rules.add(Rule.NOINDEX);
                rules.add(Rule.NOFOLLOW);
            }
            default -> {
                // Others ask for what nobody does here.
            }
        }
    }
}
