package io.riptide.bench.scenario;

import java.io.IOException;

/// A kind of load that has a meaning.
///
/// @param name what the user calls it
/// @param meaning in one line
/// @param needsBench whether the server must have its `/bench` endpoints
public record Scenario(String name, String meaning, boolean needsBench, Preparation preparation) {
    /// Makes the loads of what the user asked for.
    interface Preparation {
        /// The loads, ready to be run.
        ///
        /// @throws IOException if what the loads need beside the server is not to be had
        /// @throws CustomFileException if a file with tests is wrong
        Prepared prepare(LoadOptions options) throws IOException, CustomFileException;
    }
}
