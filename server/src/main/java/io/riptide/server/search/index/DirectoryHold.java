package io.riptide.server.search.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// That a directory is ours, until it is let go or this process ends, however it ends.
///
/// The lock is the operating system's, on a file that stays: a killed process leaves nothing that would have to
/// be cleaned up. It is taken without Lucene, so that a start that finds the directory in use can say so at
/// once.
final class DirectoryHold implements AutoCloseable {
    private static final String LOCK_FILE = "riptide-index.lock";

    private final Path directory;
    private final FileChannel channel;

    private DirectoryHold(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /// Makes `directory` if there is none, and takes it.
    static DirectoryHold take(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DirectoryHold(directory, channel);
            }
        } catch (OverlappingFileLockException _) {
            // this process has it; says the same as a lock of another
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IndexHeldException(directory);
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
