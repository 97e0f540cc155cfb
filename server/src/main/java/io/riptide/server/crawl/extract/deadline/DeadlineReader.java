package io.riptide.server.crawl.extract.deadline;

import java.io.Reader;

/// Reads a text until its end or the stage's, whichever comes first: a parser sees a page that ends there.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** [#CHARS_A_LOOK] characters for each question to the stage.
public final class DeadlineReader extends Reader {
    private static final int CHARS_A_LOOK = 512;

    private final String text;
    private final Deadline.Stage stage;
    private int position;

    /// A reader of `text` within `stage`.
    public DeadlineReader(String text, Deadline.Stage stage) {
        this.text = text;
        this.stage = stage;
    }

    @Override
    public int read(char[] target, int offset, int length) {
        if (position == text.length() || (position > 0 && stage.isOver())) {
            return -1;
        }
        int count = Math.min(Math.min(length, CHARS_A_LOOK), text.length() - position);
        text.getChars(position, position + count, target, offset);
        position += count;
        return count;
    }

    @Override
    public void close() {}
}
