package io.riptide.server.config;

import java.util.ArrayList;
import java.util.List;

/// Reads settings of the command line, each `key=value`. The same key twice is a fault: whichever won, the
/// other would be a surprise.
final class SettingsSource {
    private SettingsSource() {}

    static List<ConfigEntry> read(List<ConfigSetting> settings, List<ConfigFault> faults) {
        List<ConfigEntry> entries = new ArrayList<>();
        for (ConfigSetting setting : settings) {
            int equals = setting.text().indexOf('=');
            if (equals <= 0) {
                faults.add(new ConfigFault(
                        setting.option(), "", "\"" + setting.text() + "\" is not of the form key=value"));
                continue;
            }
            String key = setting.text().substring(0, equals).strip();
            String value = setting.text().substring(equals + 1);
            entries.add(ConfigEntry.plain(key, value, new ConfigOrigin.Argument(setting.option())));
        }
        return entries;
    }
}
