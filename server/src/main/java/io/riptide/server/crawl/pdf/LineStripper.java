package io.riptide.server.crawl.pdf;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/// Collects the lines of a PDF, page by page, in the order in which the file draws them: sorted by place, the
/// columns of a page would become one.
///
/// - **Threading:** one PDF, one thread.
/// - **Bounds:** those of [PdfBudget], asked at each operator, glyph and line; over time it stops between two
///   pages or amid one, which is then lost.
/// - **Failure:** a page that cannot be read is left out and the budget told.
final class LineStripper extends PDFTextStripper {
    private static final int LINKS_MAX = 2_000;

    private final PdfBudget budget;
    private final List<Line> lines = new ArrayList<>();
    private final Set<String> references = new LinkedHashSet<>();
    private final List<Span> spans = new ArrayList<>();
    private PageLinks links = PageLinks.NONE;
    private int page;
    private int pagesRead;
    private float left;
    private float right;
    private float baseline;
    private float size;

    LineStripper(PdfBudget budget) {
        this.budget = budget;
        // Pages are counted here, and the parent's counter stays at zero.
        setStartPage(0);
    }

    /// Reads the pages of `document` as far as the bounds let it.
    void read(PDDocument document) throws IOException {
        writeText(document, Writer.nullWriter());
    }

    List<Line> lines() {
        return lines;
    }

    Set<String> references() {
        return references;
    }

    /// Pages read to their end.
    int pagesRead() {
        return pagesRead;
    }

    @Override
    protected void processPages(PDPageTree pages) {
        for (PDPage next : pages) {
            if (page >= budget.pagesMax()) {
                budget.cut();
                return;
            }
            try {
                budget.beginPage();
                if (next.hasContents()) {
                    processPage(next);
                }
                pagesRead++;
            } catch (PdfStoppedException stopped) {
                // What was read so far counts; the budget knows that it is not all.
                return;
            } catch (IOException | RuntimeException | StackOverflowError broken) {
                // One page that nests too deep or breaks PDFBox does not take the others along.
                budget.cut();
            }
            page++;
        }
    }

    @Override
    protected void startPage(PDPage next) throws IOException {
        spans.clear();
        links = PageLinks.of(next);
        for (String reference : links.references()) {
            if (references.size() < LINKS_MAX) {
                references.add(reference);
            } else {
                budget.cut();
            }
        }
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
        budget.tick();
        int before = budget.beginOperator();
        try {
            super.processOperator(operator, operands);
        } finally {
            budget.endOperator(before);
        }
    }

    @Override
    public void saveGraphicsState() {
        if (getGraphicsStackSize() >= PdfBudget.STATES_MAX) {
            throw new IllegalStateException("more than " + PdfBudget.STATES_MAX + " graphics states");
        }
        super.saveGraphicsState();
    }

    @Override
    protected void processTextPosition(TextPosition glyph) {
        if (budget.takesGlyph()) {
            super.processTextPosition(glyph);
        }
    }

    @Override
    protected void writeString(String text, List<TextPosition> glyphs) {
        TextPosition first = glyphs.getFirst();
        TextPosition last = glyphs.getLast();
        if (spans.isEmpty()) {
            left = first.getXDirAdj();
            baseline = first.getYDirAdj();
            size = 0;
        }
        size = Math.max(size, first.getFontSizeInPt());
        right = last.getXDirAdj() + last.getWidthDirAdj();
        if (links.isEmpty() || !isLeftToRight(text, glyphs)) {
            add(text, links.isEmpty() ? "" : links.at(glyphs.get(glyphs.size() / 2)));
        } else {
            glyphs.forEach(glyph -> add(glyph.getUnicode(), links.at(glyph)));
        }
    }

    /// Whether the text is its glyphs' in their order; else it was turned round or recomposed.
    private static boolean isLeftToRight(String text, List<TextPosition> glyphs) {
        int index = 0;
        for (TextPosition glyph : glyphs) {
            String unicode = glyph.getUnicode();
            if (unicode == null || !text.startsWith(unicode, index)) {
                return false;
            }
            index += unicode.length();
        }
        return index == text.length();
    }

    private void add(String text, String link) {
        budget.tick();
        Span previous = spans.isEmpty() ? null : spans.getLast();
        if (previous != null && previous.link().equals(link)) {
            spans.set(spans.size() - 1, new Span(previous.text() + text, link));
        } else {
            spans.add(new Span(text, link));
        }
    }

    /// A space belongs to a link only if what follows does too; most often it does not.
    @Override
    protected void writeWordSeparator() {
        add(" ", "");
    }

    @Override
    protected void writeLineSeparator() {
        endLine();
    }

    @Override
    protected void writeParagraphStart() {
        endLine();
    }

    @Override
    protected void writeParagraphEnd() {
        endLine();
    }

    @Override
    protected void endArticle() {
        endLine();
    }

    @Override
    protected void writePageEnd() {
        endLine();
    }

    private void endLine() {
        budget.tick();
        Line line = new Line(page, List.copyOf(spans), left, right, baseline, size);
        spans.clear();
        String text = line.text();
        if (!text.isBlank() && budget.takesText(text.length() + 1)) {
            lines.add(line);
        }
    }
}
