package io.riptide.server.crawl.pdf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;

/// Writes PDFs for tests, line by line.
final class TestPdf implements AutoCloseable {
    private static final float SPACING = 1.2f;

    final PDDocument document = new PDDocument();

    private final PDFont font = new PDType1Font(FontName.HELVETICA);
    private PDPage page = new PDPage(PDRectangle.A4);
    private float left = 72;
    private float down;
    private float size = 11;

    TestPdf page() {
        page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        down = 72;
        left = 72;
        return this;
    }

    TestPdf size(float points) {
        size = points;
        return this;
    }

    TestPdf left(float points) {
        left = points;
        return this;
    }

    TestPdf down(float points) {
        down = points;
        return this;
    }

    TestPdf gap(float points) {
        down += points;
        return this;
    }

    TestPdf lines(String... lines) {
        try (var out = new PDPageContentStream(document, page, PDPageContentStream.AppendMode.APPEND, true)) {
            for (String line : lines) {
                down += size * SPACING;
                out.beginText();
                out.setFont(font, size);
                out.newLineAtOffset(left, page.getMediaBox().getHeight() - down);
                out.showText(line);
                out.endText();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// Makes what lies between these two texts of the line last written lead to `uri`.
    TestPdf link(String before, String text, String uri) {
        try {
            float x = left + font.getStringWidth(before) / 1000 * size;
            float width = font.getStringWidth(text) / 1000 * size;
            PDAnnotationLink link = new PDAnnotationLink();
            PDActionURI action = new PDActionURI();
            action.setURI(uri);
            link.setAction(action);
            link.setRectangle(new PDRectangle(x, page.getMediaBox().getHeight() - down - 2, width, size));
            page.getAnnotations().add(link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] bytes() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            document.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
