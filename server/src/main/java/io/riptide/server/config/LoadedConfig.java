package io.riptide.server.config;

import java.util.List;

/// A configuration fit for use, and where each of its values comes from.
///
/// @param values one for every key there is, in the order of declaration
public record LoadedConfig(RiptideConfig config, List<ConfigValue> values) {
    public LoadedConfig {
        values = List.copyOf(values);
    }
}
