package io.riptide.server.cli;

/// Shows one stream while it comes.
///
/// - **Threading:** one thread.
interface EventScreen {
    /// The request leaves now; all times count from here.
    void sent();

    /// An event came.
    void show(StreamEvent event);

    /// What has come so far, in words, such as `3 pages`.
    String soFar();
}
