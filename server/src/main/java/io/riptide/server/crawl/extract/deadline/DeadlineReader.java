package io.riptide.server.crawl.extract.deadline;

import java.io.IOException;
import java.io.Reader;

/// Reads a text until its end or the stage's, whichever comes first: a parser sees a page that ends there.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** [#CHARS_A_LOOK] characters for each question to the stage.
public final class DeadlineReader extends Reader {
    private static final int CHARS_A_LOOK = 512;

    private final Reader text;
    private final Deadline.Stage stage;
    private int chars;

    /// A reader of `text` within `stage`.
    public DeadlineReader(Reader text, Deadline.Stage stage) {
        this.text = text;
        this.stage = stage;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        int count = text.read(target, offset, Math.min(length, CHARS_A_LOOK));
        // Asked only when there is more: who has read all is in time.
        if (count < 0 || (chars > 0 && stage.isOver())) {
            return -1;
        }
        chars += count;
        return count;
    }

    /// How many characters have been read.
    public int chars() {
        return chars;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
