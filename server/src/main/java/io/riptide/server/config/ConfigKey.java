package io.riptide.server.config;

import java.util.Locale;

/// One thing an operator may set, as declared where it is read: the only place its name, kind, default, bounds
/// and meaning are written down.
///
/// @param name `section.name-in-kebab-case`
/// @param kind what its text is parsed as
/// @param defaultText the default, as a user would write it; empty for an empty list
/// @param allowed the values it takes, for people: a range with units or a list of words
/// @param meaning one sentence
/// @param isSecret whether its value is never shown
public record ConfigKey(String name, Kind kind, String defaultText, String allowed, String meaning, boolean isSecret) {

    /// What the text of a key stands for.
    public enum Kind {
        TEXT,
        CHOICE,
        SWITCH,
        NUMBER,
        SIZE,
        DURATION,
        LIST;

        /// The word for it in messages and in the reference.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The part before the first dot.
    public String section() {
        return name.substring(0, name.indexOf('.'));
    }

    /// The part after the section.
    public String leaf() {
        return name.substring(name.indexOf('.') + 1);
    }

    /// The environment variable that sets it: `crawl.allow-private` is `RIPTIDE_CRAWL_ALLOW_PRIVATE`.
    public String environmentName() {
        return EnvironmentSource.PREFIX
                + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
