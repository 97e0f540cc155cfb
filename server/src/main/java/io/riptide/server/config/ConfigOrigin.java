package io.riptide.server.config;

import java.nio.file.Path;

/// Where a value comes from, in rising order of precedence.
public sealed interface ConfigOrigin {

    /// Nobody set it.
    record Declared() implements ConfigOrigin {
        @Override
        public String toString() {
            return "default";
        }
    }

    /// A line of the configuration file; the line is 1 for the first, 0 where it is not known.
    record File(Path path, int line) implements ConfigOrigin {
        @Override
        public String toString() {
            return line > 0 ? path + ":" + line : path.toString();
        }
    }

    /// An environment variable.
    record Environment(String variable) implements ConfigOrigin {
        @Override
        public String toString() {
            return variable;
        }
    }

    /// A setting of the command line.
    record Argument(String option) implements ConfigOrigin {
        @Override
        public String toString() {
            return option;
        }
    }
}
