package io.riptide.server.config;

/// A `key=value` of the command line and the option it came by, which faults and `config print` name: `--set`
/// or a short form such as `--port`.
public record ConfigSetting(String option, String text) {
    /// One given by `--set`.
    public static ConfigSetting of(String text) {
        return new ConfigSetting("--set", text);
    }
}
