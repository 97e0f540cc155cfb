package io.riptide.bench.cli;

/// The program behind `riptide bench`.
public final class BenchMain {
    private BenchMain() {}

    /// Runs one command line and exits with its code.
    public static void main(String[] arguments) {
        System.exit(BenchCommand.execute(arguments, System.out, System.err));
    }
}
