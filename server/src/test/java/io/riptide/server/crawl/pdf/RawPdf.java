package io.riptide.server.crawl.pdf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Writes PDFs that no library would: objects as bytes, with a proper cross-reference table.
final class RawPdf {
    private final List<byte[]> objects = new ArrayList<>();

    /// Adds an object; the first has number 1.
    RawPdf object(String body) {
        objects.add(body.getBytes(ISO_8859_1));
        return this;
    }

    RawPdf stream(String dictionary, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("<< " + dictionary + " /Length " + content.length + " >>\nstream\n").getBytes(ISO_8859_1));
        out.writeBytes(content);
        out.writeBytes("\nendstream".getBytes(ISO_8859_1));
        objects.add(out.toByteArray());
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("%PDF-1.7\n".getBytes(ISO_8859_1));
        StringBuilder table = new StringBuilder("xref\n0 " + (objects.size() + 1) + "\n0000000000 65535 f \n");
        for (int i = 0; i < objects.size(); i++) {
            table.append(String.format(Locale.ROOT, "%010d 00000 n \n", out.size()));
            out.writeBytes((i + 1 + " 0 obj\n").getBytes(ISO_8859_1));
            out.writeBytes(objects.get(i));
            out.writeBytes("\nendobj\n".getBytes(ISO_8859_1));
        }
        int start = out.size();
        table.append("trailer\n<< /Size ")
                .append(objects.size() + 1)
                .append(" /Root 1 0 R >>\nstartxref\n")
                .append(start)
                .append("\n%%EOF\n");
        out.writeBytes(table.toString().getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    /// One page with the font `/F1`, whose contents are object 4, to be added next; objects 1 to 3 are here.
    static RawPdf onePage() {
        return new RawPdf()
                .object("<< /Type /Catalog /Pages 2 0 R >>")
                .object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                .object(
                        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1"
                                + " << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>");
    }

    /// `piece` again and again, deflated, without ever being whole in memory.
    static byte[] deflated(String piece, long bytes) {
        return deflated("", piece, bytes);
    }

    /// The same after `start`.
    static byte[] deflated(String start, String piece, long bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] block = piece.repeat(piece.isEmpty() ? 0 : Math.max(1, 65_536 / piece.length()))
                .getBytes(ISO_8859_1);
        try (var deflater = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED))) {
            deflater.write(start.getBytes(ISO_8859_1));
            for (long written = 0; written < bytes; written += block.length) {
                deflater.write(block);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
