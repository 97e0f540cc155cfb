package io.riptide.server.stream;

/// Who understands what clients ask for, by the way in which they are answered.
///
/// @param stream for streams over HTTP
/// @param document for one document
/// @param socket for streams over a socket that takes commands
public record WorkReaders(WorkReader stream, WorkReader document, WorkReader socket) {
    /// One for all.
    public static WorkReaders all(WorkReader reader) {
        return new WorkReaders(reader, reader, reader);
    }
}
