package io.riptide.server.cli;

import java.lang.management.ManagementFactory;

/// Stands in the place of the server's jar: tells what the launcher made of it.
public final class LauncherProbe {
    private LauncherProbe() {}

    /// Prints its arguments, one a line, then the JVM's; exits with 7.
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            System.out.println("argument " + argument);
        }
        ManagementFactory.getRuntimeMXBean().getInputArguments().forEach(flag -> System.out.println("flag " + flag));
        System.exit(7);
    }
}
