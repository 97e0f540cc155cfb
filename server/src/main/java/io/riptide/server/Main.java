package io.riptide.server;

import io.riptide.server.cli.RiptideCommand;

/// The program `riptide`.
public final class Main {
    private Main() {}

    /// Runs one command line and exits with its code.
    public static void main(String[] arguments) {
        System.exit(RiptideCommand.execute(arguments, RiptideServer::start));
    }
}
