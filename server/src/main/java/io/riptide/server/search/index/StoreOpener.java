package io.riptide.server.search.index;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.slf4j.LoggerFactory;

/// Opens the index where it was, and begins anew where it cannot be read.
///
/// Pages can be crawled again, so a broken index is not repaired: it goes to `pages.broken`, in place of any
/// that was there before, and one line of the log says so. What is not the index's own fault (no rights, no
/// file handles, another program's lock) leaves it where it is.
///
/// - **Threading:** the index's thread.
final class StoreOpener {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(StoreOpener.class);

    /// Held, since a logger that nobody holds forgets its level.
    private static final List<Logger> QUIET = List.of(
            // It misses a module of the JDK that is only for vectors.
            quiet("org.apache.lucene.internal.vectorization.VectorizationProvider", Level.OFF),
            quiet("org.apache.lucene", Level.WARNING));

    private static final String PAGES = "pages";
    private static final String BROKEN = "pages.broken";

    private final Optional<Path> parent;
    private final IndexLimits limits;
    private final UnaryOperator<Directory> storage;
    private Directory memory = new ByteBuffersDirectory();

    /// @param parent where the index is kept in a directory of its own; in memory if there is none
    /// @param storage of the directory as opened, the one to write to
    StoreOpener(Optional<Path> parent, IndexLimits limits, UnaryOperator<Directory> storage) {
        assert !QUIET.isEmpty();
        this.parent = parent;
        this.limits = limits;
        this.storage = storage;
    }

    private static Logger quiet(String name, Level level) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(level);
        return logger;
    }

    /// Does with pages of its own what is done with others, so that nothing is done for the first time then.
    /// Ends soon after `mayGoOn` says no.
    void rehearse(BooleanSupplier mayGoOn) throws IOException {
        Rehearsal.run(limits, mayGoOn);
    }

    LuceneStore open() throws IOException {
        try {
            return openOnce();
        } catch (IOException | RuntimeException e) {
            if (!isBroken(e)) {
                throw e;
            }
            putAside(e);
            return openOnce();
        }
    }

    private LuceneStore openOnce() throws IOException {
        if (parent.isEmpty()) {
            return LuceneStore.open(storage.apply(new Kept(memory)), limits, false);
        }
        Directory directory = storage.apply(FSDirectory.open(parent.get().resolve(PAGES)));
        try {
            refuseOrphans(directory);
            return LuceneStore.open(directory, limits, true);
        } catch (IOException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    /// Lucene would take segments without the list of them for an empty directory, and remove them silently.
    private static void refuseOrphans(Directory directory) throws IOException {
        if (DirectoryReader.indexExists(directory)) {
            return;
        }
        for (String file : directory.listAll()) {
            if (file.startsWith("_")) {
                throw new IndexNotFoundException("There is " + file + ", but no list of segments");
            }
        }
    }

    /// Any exception that is not of reading or writing comes from content that makes no sense.
    private static boolean isBroken(Exception e) {
        return e instanceof RuntimeException
                || e instanceof CorruptIndexException
                || e instanceof IndexFormatTooNewException
                || e instanceof IndexFormatTooOldException
                || e instanceof EOFException
                || e instanceof FileNotFoundException
                || e instanceof NoSuchFileException
                || e instanceof FileAlreadyExistsException
                || e instanceof NotDirectoryException;
    }

    private void putAside(Exception reason) throws IOException {
        if (parent.isEmpty()) {
            memory = new ByteBuffersDirectory();
            LOG.warn("The page index in memory was unreadable and begins anew: {}", reason.toString());
            return;
        }
        Path broken = parent.get().resolve(BROKEN);
        remove(broken);
        Files.move(parent.get().resolve(PAGES), broken);
        LOG.warn("The page index was unreadable, lies in {} now and begins anew: {}", broken, reason.toString());
    }

    private static void remove(Path tree) throws IOException {
        if (Files.notExists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// Memory outlives who writes to it.
    private static final class Kept extends FilterDirectory {
        Kept(Directory memory) {
            super(memory);
        }

        @Override
        public void close() {
            // There is nothing to give back but what the next one needs.
        }
    }
}
