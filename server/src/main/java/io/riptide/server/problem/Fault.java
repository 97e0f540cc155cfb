package io.riptide.server.problem;

/// One thing wrong with what a client sent.
///
/// @param pointer where: an RFC 6901 JSON Pointer into the body, or the name of a query parameter after `?`
/// @param detail what, in one sentence
public record Fault(String pointer, String detail) {}
