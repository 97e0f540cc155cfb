package io.riptide.server.config;

import io.riptide.server.text.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts a configuration together from its sources, or says everything that is wrong with them.
///
/// 1. Each source becomes entries: key, text, origin.
/// 2. A later source's entry replaces an earlier one's; a key nobody declares, or given twice by one source, is
///    a fault.
/// 3. The sections read what is left. Values that do not do are faults, and the default takes their place for
///    now.
/// 4. Rules between keys are checked, unless a key they speak of is at fault already.
///
/// - **Threading:** any thread; stateless.
/// - **Failure:** [ConfigException] with every fault of all four steps.
public final class ConfigLoader {
    private ConfigLoader() {}

    public static LoadedConfig load(ConfigSources sources) {
        List<ConfigFault> faults = new ArrayList<>();
        List<ConfigKey> keys = keys();
        Map<String, ConfigEntry> entries = new HashMap<>();
        var check = new EntryCheck(keys, faults);
        sources.file().ifPresent(file -> check.admit(YamlSource.read(file, faults), entries));
        check.admit(EnvironmentSource.read(sources.environment(), keys, faults), entries);
        check.admit(SettingsSource.read(sources.settings(), faults), entries);

        var reader = new ConfigReader(entries);
        var config = RiptideConfig.read(reader);
        faults.addAll(reader.faults());
        Set<String> faulty = new HashSet<>();
        faults.forEach(fault -> faulty.add(fault.key()));
        for (ConfigRules.Breach breach : ConfigRules.breaches(config)) {
            if (!faulty.contains(breach.key()) && !faulty.contains(breach.other())) {
                faults.add(breach.fault(reader.values()));
            }
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return new LoadedConfig(config, List.copyOf(reader.values().values()));
    }

    /// Every key there is, in the order of declaration.
    public static List<ConfigKey> keys() {
        var reader = new ConfigReader(Map.of());
        RiptideConfig.read(reader);
        return reader.values().values().stream().map(ConfigValue::key).toList();
    }

    /// Lets known keys through, once a source.
    private static final class EntryCheck {
        private final Set<String> names = new HashSet<>();
        private final List<ConfigFault> faults;

        EntryCheck(List<ConfigKey> keys, List<ConfigFault> faults) {
            keys.forEach(key -> names.add(key.name()));
            this.faults = faults;
        }

        /// Adds the entries of one source to `entries`, over those of the sources before it.
        void admit(List<ConfigEntry> source, Map<String, ConfigEntry> entries) {
            Map<String, ConfigEntry> seen = new HashMap<>();
            for (ConfigEntry entry : source) {
                String where = entry.origin().toString();
                var first = seen.putIfAbsent(entry.key(), entry);
                if (first != null) {
                    faults.add(new ConfigFault(where, entry.key(), "is given twice, first at " + first.origin()));
                } else if (!names.contains(entry.key())) {
                    String problem = "no such key" + Spelling.suggestion(entry.key(), names);
                    faults.add(new ConfigFault(where, entry.key(), problem));
                } else {
                    entries.put(entry.key(), entry);
                }
            }
        }
    }
}
