package io.riptide.server.config;

import io.riptide.server.text.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads `RIPTIDE_*` variables. A variable names a key by the key's own rule ([ConfigKey#environmentName]),
/// looked up and never guessed back, so `_` for both `.` and `-` is no ambiguity as long as no two keys share a
/// name.
final class EnvironmentSource {
    static final String PREFIX = "RIPTIDE_";

    /// Read by the launcher, before there is a JVM.
    static final Set<String> LAUNCHER = Set.of("RIPTIDE_JAVA", "RIPTIDE_JAVA_OPTS", "RIPTIDE_GC", "RIPTIDE_AOT");

    /// What Kubernetes sets in each pod beside a service called "riptide"; no key may be named so (a test holds
    /// that).
    static final Pattern SERVICE_LINK =
            Pattern.compile("RIPTIDE_(SERVICE_(HOST|PORT.*)|PORT(_\\d+_(TCP|UDP|SCTP).*)?)");

    private EnvironmentSource() {}

    /// The entries in the order of their names; an unknown variable is a fault.
    static List<ConfigEntry> read(Map<String, String> environment, List<ConfigKey> keys, List<ConfigFault> faults) {
        Map<String, ConfigKey> byVariable = new HashMap<>();
        keys.forEach(key -> byVariable.put(key.environmentName(), key));
        assert byVariable.size() == keys.size() : "two keys share a variable";
        List<ConfigEntry> entries = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (!variable.startsWith(PREFIX) || LAUNCHER.contains(variable)) {
                return;
            }
            ConfigKey key = byVariable.get(variable);
            if (key != null) {
                entries.add(ConfigEntry.plain(key.name(), value, new ConfigOrigin.Environment(variable)));
            } else if (!SERVICE_LINK.matcher(variable).matches()) {
                String problem = "no key has this variable" + Spelling.suggestion(variable, byVariable.keySet());
                faults.add(new ConfigFault(variable, "", problem));
            }
        });
        return entries;
    }
}
