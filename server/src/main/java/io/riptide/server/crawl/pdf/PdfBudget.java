package io.riptide.server.crawl.pdf;

import java.util.function.LongSupplier;

/// What the reading of one PDF may still spend: time, decoded bytes, objects, glyphs, lines, characters.
///
/// PDFBox knows no limits and heeds no interrupt, so every place where a file can make it work for long asks
/// here: each read of the file and of a decoded stream ([GuardedBytes]), each write of a decoder
/// ([BoundedStream]), each operator and each glyph ([LineStripper]). Over time the asker throws, which ends the
/// work on its own thread; none is left behind.
///
/// What remains is work between two of these places, which is bounded by sizes instead: a font's tables and
/// character maps, decoded to [PdfLimits#streamBytesMax] at most; sorting a page of [#GLYPHS_MAX] glyphs.
///
/// - **Threading:** one PDF, one thread.
/// - **Failure:** [PdfStoppedException], from then on at every call.
final class PdfBudget {
    /// Glyphs of one page: a dense page of a newspaper has 20,000.
    static final int GLYPHS_MAX = 200_000;

    /// Saved graphics states at once; the standard asks readers for 28.
    static final int STATES_MAX = 1_000;

    /// Objects of the file that are held until its end, numbers and names included: of a hundred bytes at most.
    static final int OBJECTS_MAX = 1_000_000;

    /// Operands of operators that are under way, those of forms within forms included.
    static final int OPERANDS_MAX = 500_000;

    /// Memory of the character maps of the fonts of a page.
    static final long MAP_BYTES_MAX = 32 << 20;

    /// Lines: 500 pages of 400.
    static final int LINES_MAX = 200_000;

    /// Reads between two looks at the clock.
    private static final int READS = 1_024;

    private final PdfLimits limits;
    private final LongSupplier clock;
    private final long startNs;
    private int readsLeft = READS;
    private long pageBytes;
    private int glyphs;
    private int objects;
    private int operands;

    /// Of `operands` those that wait for an operator that is being done.
    private int operandsHeld;

    private long mapBytes;
    private int lines;
    private long chars;
    private boolean cut;

    PdfBudget(PdfLimits limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
        this.startNs = clock.getAsLong();
    }

    static PdfBudget of(PdfLimits limits) {
        return new PdfBudget(limits, System::nanoTime);
    }

    /// Looks at the clock.
    void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new PdfStoppedException("cancelled");
        }
        if (clock.getAsLong() - startNs > limits.timeMax().toNanos()) {
            cut = true;
            throw new PdfStoppedException("over time");
        }
    }

    /// Counts a small piece of work.
    void tick() {
        if (--readsLeft <= 0) {
            readsLeft = READS;
            check();
        }
    }

    /// Counts an object of the file.
    void object() {
        if (++objects > OBJECTS_MAX) {
            cut = true;
            throw new IllegalStateException("more than " + OBJECTS_MAX + " objects");
        }
    }

    /// Counts what may be an operand.
    void operand() {
        if (++operands > OPERANDS_MAX) {
            cut = true;
            throw new IllegalStateException("more than " + OPERANDS_MAX + " operands");
        }
    }

    /// An operator is done with the operands so far; returns what [#endOperator] wants.
    int beginOperator() {
        int before = operandsHeld;
        operandsHeld = operands;
        return before;
    }

    /// Its operands are gone, and those of what it called.
    void endOperator(int before) {
        operandsHeld = before;
        operands = before;
    }

    /// Whether a character map that takes so much is read.
    boolean takesMap(long bytes) {
        if (mapBytes + bytes > MAP_BYTES_MAX) {
            cut = true;
            return false;
        }
        mapBytes += bytes;
        return true;
    }

    /// What was decoded for the page before is no longer needed.
    void beginPage() {
        check();
        operands = 0;
        operandsHeld = 0;
        mapBytes = 0;
        pageBytes = 0;
        glyphs = 0;
    }

    /// How many bytes the next stream may have.
    int streamBytesMax() {
        return Math.clamp(2L * limits.streamBytesMax() - pageBytes, 0, limits.streamBytesMax());
    }

    void decoded(int bytes) {
        pageBytes += bytes;
    }

    /// Whether one more glyph of this page is kept.
    boolean takesGlyph() {
        tick();
        if (++glyphs > GLYPHS_MAX) {
            cut = true;
            return false;
        }
        return true;
    }

    /// Whether a line of `more` characters is kept.
    boolean takesText(int more) {
        if (chars + more > limits.textCharsMax() || lines == LINES_MAX) {
            cut = true;
            return false;
        }
        chars += more;
        lines++;
        return true;
    }

    int pagesMax() {
        return limits.pagesMax();
    }

    int bytesMax() {
        return limits.bytesMax();
    }

    /// Something had to be left out.
    void cut() {
        cut = true;
    }

    boolean isCut() {
        return cut;
    }
}
