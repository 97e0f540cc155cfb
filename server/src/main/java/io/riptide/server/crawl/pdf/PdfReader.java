package io.riptide.server.crawl.pdf;

import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.crawl.extract.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/// Opens a PDF and takes out what a document needs; loading this class loads PDFBox.
///
/// A file that asks for no password to be read is read, even where it is encrypted.
final class PdfReader {
    private static final int MESSAGE_CHARS_MAX = 200;

    static {
        BundledFonts.install();
    }

    private PdfReader() {}

    @SuppressWarnings("deprecation") // of clearing names, for which this version has no other way
    static PdfContents read(byte[] body, ExtractMode mode, PdfLimits limits, PdfBudget budget) throws ExtractException {
        try (PDDocument document = new GuardedParser(body, budget).parse()) {
            return contents(document, mode, budget);
        } catch (InvalidPasswordException e) {
            throw Unreadable.because("the PDF is encrypted and needs a password");
        } catch (PdfStoppedException e) {
            throw Unreadable.because(
                    "the PDF gave no page within " + limits.timeMax().toMillis() + " ms");
        } catch (StackOverflowError e) {
            // Whoever nests objects ten thousand deep; nothing of ours was under way.
            throw Unreadable.because("the PDF could not be parsed: it nests too deep");
        } catch (NoClassDefFoundError e) {
            // PDFBox needs another library for this, which is left out since no such file can be opened anyway.
            throw Unreadable.because("the PDF is encrypted for the holders of certain keys");
        } catch (IOException | RuntimeException e) {
            // A stranger's file must not end the crawl, whatever the parser thinks of it.
            throw Unreadable.because("the PDF could not be parsed: " + message(e));
        } finally {
            // PDFBox keeps every name of every file for good. Whoever reads another one just now misses nothing:
            // names are told apart by their bytes.
            COSName.clearResources();
        }
    }

    private static PdfContents contents(PDDocument document, ExtractMode mode, PdfBudget budget)
            throws IOException, ExtractException {
        PdfHead head = PdfHeadReader.read(document);
        if (mode == ExtractMode.METADATA) {
            return new PdfContents(head, List.of(), List.of(), false);
        }
        LineStripper stripper = new LineStripper(budget);
        stripper.read(document);
        if (stripper.pagesRead() == 0) {
            budget.check();
            throw Unreadable.because(budget.isCut() ? "no page of the PDF could be read" : "the PDF has no page");
        }
        List<Line> lines = mode == ExtractMode.ARTICLE ? RunningHeads.without(stripper.lines()) : stripper.lines();
        return new PdfContents(head, Paragraphs.of(lines), new ArrayList<>(stripper.references()), budget.isCut());
    }

    /// PDFBox quotes the file in its messages, bytes and all.
    private static String message(Exception e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MESSAGE_CHARS_MAX); i++) {
            char c = text.charAt(i);
            safe.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return safe.toString();
    }
}
