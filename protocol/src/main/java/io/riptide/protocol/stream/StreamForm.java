package io.riptide.protocol.stream;

/// What the bytes of a stream look like.
///
/// @param isShared whether it takes frames from, and makes them for, other streams of its loop that read the
///     same log in the same form
record StreamForm(Framing framing, Transfer transfer, ContentCoding coding, boolean isShared) {}
