package io.riptide.server.config;

/// A key with the value in force and who set it.
///
/// @param text the value in its shortest exact form, as a user could write it; items of a list joined by commas
public record ConfigValue(ConfigKey key, String text, ConfigOrigin origin) {
    /// The value for people and logs: a secret shows only whether it is set.
    public String shown() {
        return key.isSecret() && !text.isEmpty() ? "***" : text;
    }

    /// Whether anybody set it.
    public boolean isSet() {
        return !(origin instanceof ConfigOrigin.Declared);
    }

    @Override
    public String toString() {
        return key.name() + "=" + shown() + " (" + origin + ")";
    }
}
