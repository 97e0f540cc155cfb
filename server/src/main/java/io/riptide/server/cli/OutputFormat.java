package io.riptide.server.cli;

/// How events look on standard output.
enum OutputFormat {
    /// A line for people.
    TEXT,
    /// The event as it came.
    NDJSON
}
