package io.riptide.server.cli;

import io.riptide.server.config.RiptideConfig;

/// Starts a server in this process. The command line needs no more of a server than this.
@FunctionalInterface
public interface ServerLauncher {
    /// Returns when the server listens.
    ///
    /// @throws Exception when it cannot; nothing is left running then
    RunningServer launch(RiptideConfig config) throws Exception;
}
