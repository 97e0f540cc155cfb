package io.riptide.server.crawl.gate;

/// A mark of a page that scripts would fill.
///
/// A page that a server has filled carries its framework's files and state as well, so all of these together
/// are one mark; three are reached only where content is missing.
public enum SpaMarker {
    /// The element that an application is mounted at holds next to nothing.
    EMPTY_MOUNT,
    /// The page itself says that it needs scripts.
    SCRIPT_DEMAND,
    /// Files, state or attributes of a framework.
    FRAMEWORK,
    /// All there is to read is that one has to wait.
    LOADING
}
