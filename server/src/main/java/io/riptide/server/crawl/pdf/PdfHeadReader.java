package io.riptide.server.crawl.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.RandomAccessInputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDMetadata;

/// Settles what a PDF says about itself, in its information dictionary or in XMP.
///
/// - **Source:** ISO 32000-2, 14.3 "Metadata", 14.9.2 "Natural language specification".
final class PdfHeadReader {
    /// What programs write when nobody gave a title.
    private static final Pattern NO_TITLE = Pattern.compile(
            "(?:untitled|document|slide|presentation)[ -]?\\d*|(?:microsoft (?:word|powerpoint|excel) - .*)|"
                    + "\\S+\\.(?:docx?|pptx?|xlsx?|odt|rtf|indd|qxd|tex|dvi|pdf|p65)",
            Pattern.CASE_INSENSITIVE);

    private final COSDictionary info;
    private final Map<String, List<String>> xmp;

    private PdfHeadReader(COSDictionary info, Map<String, List<String>> xmp) {
        this.info = info;
        this.xmp = xmp;
    }

    static PdfHead read(PDDocument document) {
        PdfHeadReader reader =
                new PdfHeadReader(document.getDocumentInformation().getCOSObject(), xmp(document));
        return new PdfHead(
                reader.title(),
                reader.said(COSName.AUTHOR).map(List::of).orElseGet(() -> reader.more("dc:creator")),
                reader.said(COSName.SUBJECT)
                        .or(() -> reader.first("dc:description"))
                        .orElse(""),
                reader.said(COSName.KEYWORDS)
                        .or(() -> reader.first("pdf:Keywords"))
                        .map(List::of)
                        .orElseGet(() -> reader.more("dc:subject")),
                reader.said(COSName.CREATION_DATE)
                        .or(() -> reader.first("xmp:CreateDate"))
                        .map(PdfDates::iso)
                        .orElse(""),
                Optional.ofNullable(document.getDocumentCatalog().getLanguage())
                        .filter(tag -> !tag.isBlank())
                        .or(() -> reader.first("dc:language"))
                        .orElse(""));
    }

    private static Map<String, List<String>> xmp(PDDocument document) {
        PDMetadata packet = document.getDocumentCatalog().getMetadata();
        if (packet == null) {
            return Map.of();
        }
        try (InputStream in = new RandomAccessInputStream(packet.getCOSObject().createView())) {
            return XmpReader.read(in);
        } catch (IOException broken) {
            // Metadata that cannot be decoded says nothing; the text may still be whole.
            return Map.of();
        }
    }

    private String title() {
        return said(COSName.TITLE)
                .or(() -> first("dc:title"))
                .filter(title -> !NO_TITLE.matcher(title).matches())
                .orElse("");
    }

    private Optional<String> said(COSName key) {
        return Optional.ofNullable(info.getString(key)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private Optional<String> first(String property) {
        return more(property).stream().findFirst();
    }

    private List<String> more(String property) {
        return xmp.getOrDefault(property, List.of());
    }
}
