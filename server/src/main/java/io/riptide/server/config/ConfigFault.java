package io.riptide.server.config;

/// One thing wrong with the configuration, told so that it can be put right without a manual.
///
/// @param where the source, with the line for a file: `riptide.yaml:12`, `RIPTIDE_SERVER_PORT`, `--set
///     server.port`
/// @param key the key concerned, empty when the source as a whole is at fault
/// @param problem what is wrong and what would be right
public record ConfigFault(String where, String key, String problem) {
    @Override
    public String toString() {
        return key.isEmpty() ? where + ": " + problem : where + ": " + key + ": " + problem;
    }
}
