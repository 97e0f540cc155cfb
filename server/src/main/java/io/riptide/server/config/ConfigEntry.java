package io.riptide.server.config;

import java.util.List;

/// A key with its value as some source wrote it: not parsed, perhaps not even known.
///
/// @param items one item for a plain value; a list written as such has any number
/// @param isList whether the source wrote a list
record ConfigEntry(String key, List<String> items, boolean isList, ConfigOrigin origin) {

    static ConfigEntry plain(String key, String value, ConfigOrigin origin) {
        return new ConfigEntry(key, List.of(value), false, origin);
    }

    /// The value of an entry that is no list.
    String text() {
        assert !isList && items.size() == 1 : this;
        return items.getFirst();
    }
}
