package io.riptide.server;

import io.riptide.server.cli.RiptideCommand;

/// The program `riptide`.
public final class Main {
    private Main() {}

    /// Runs one command line and exits with its code.
    public static void main(String[] arguments) {
        // Read when the libraries' classes are loaded; what the user has set stays.
        unlessSet("io.netty.allocator.type", "pooled");
        unlessSet("io.netty.leakDetection.level", "disabled");
        unlessSet("agrona.disable.bounds.checks", "true");
        // Its events in a flight recording cost every start some sixty classes and every buffer a look.
        unlessSet("io.netty.jfr.enabled", "false");
        System.exit(RiptideCommand.execute(arguments, RiptideServer::start, PipelineNodes::language));
    }

    private static void unlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
