package io.riptide.server.config;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/// The configuration cannot be used: every fault of it at once. Nothing is started.
public final class ConfigException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigFault> faults;

    ConfigException(List<ConfigFault> faults) {
        super(faults.stream().map(ConfigFault::toString).collect(Collectors.joining(System.lineSeparator())));
        assert !faults.isEmpty();
        this.faults = List.copyOf(faults);
    }

    /// The faults, in the order of the sources; never empty.
    public List<ConfigFault> faults() {
        return faults;
    }
}
