package io.riptide.server.crawl.pdf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// PDFs that are small and want to become large, each by another part of the format.
final class HostilePdfs {
    private static final long MIB = 1 << 20;

    /// More than is ever decoded of a stream.
    private static final long DECODED = 20 * MIB;

    private HostilePdfs() {}

    /// Each by its name, made when it is asked for.
    static Map<String, Supplier<byte[]>> all() {
        Map<String, Supplier<byte[]>> all = new LinkedHashMap<>();
        // What a page's contents may be made of, with no operator that would end it.
        all.put("contents of spaces", () -> contents(" ".repeat(1_000)));
        all.put("contents of empty arrays", () -> contents("[]"));
        all.put("contents of one array of arrays", () -> contentsAfter("[", "[]"));
        all.put("contents of empty strings", () -> contents("()"));
        all.put("contents of empty hex strings", () -> contents("<>"));
        all.put("contents of empty dictionaries", () -> contents("<<>>"));
        all.put("contents of fractions", () -> contents(".1 "));
        all.put("contents of integers", () -> contents("999 "));
        // What is kept of one beyond its end shows only after several.
        for (int i = 0; i < 8; i++) {
            String start = "/file" + i + 'x';
            all.put("contents of names, of file " + i, () -> contents(names(start)));
        }
        all.put("contents of one inline image", () -> contentsAfter("BI /W 9 /H 9 ID ", "0123456789abcde "));
        all.put("contents of one string shown", () -> contentsAfter("BT /F1 1 Tf (", "abcdefgh"));
        all.put("contents of glyphs of a line each", HostilePdfs::glyphsOfALineEach);
        // Objects.
        all.put("an array of arrays in an object stream", () -> objectStream("[" + "[]".repeat(100), "[]", "/N 1"));
        all.put("an object stream of a billion objects", () -> objectStream("<<>>", " ", "/N 1000000000"));
        all.put("an object stream that begins past its end", () -> objectStream("<<>>", " ", "/N 1 /First 2000000000"));
        all.put("an array of arrays in the file", () -> inFile("[" + "[]".repeat(5 << 20) + "]"));
        all.put(
                "a dictionary of dictionaries in the file",
                () -> inFile("<</a" + "<<>>/b".repeat(2 << 20) + "<<>> >>"));
        all.put("a file of small objects", HostilePdfs::smallObjects);
        // Claims.
        all.put("a cross-reference table of two billion", () -> trailing("xref\n0 2000000000\n0000000000 65535 f \n"));
        all.put("a cross-reference stream of two billion", HostilePdfs::xrefStream);
        all.put(
                "a length of two billion",
                () -> RawPdf.onePage()
                        .object("<< /Length 2000000000 >>\nstream\nBT ET\nendstream")
                        .bytes());
        all.put("a row of two billion columns", () -> predicted("/Columns 2000000000"));
        all.put("a row of half a billion columns", () -> predicted("/Columns 500000000"));
        all.put("a row of many colours", () -> predicted("/Columns 60000000 /Colors 32 /BitsPerComponent 16"));
        // Filters.
        all.put("filters upon filters", HostilePdfs::nestedFilters);
        all.put("runs of LZW", () -> filtered("/LZWDecode", new byte[1 << 20]));
        all.put(
                "runs",
                () -> filtered("/RunLengthDecode", "\201 ".repeat(1 << 20).getBytes(ISO_8859_1)));
        all.put(
                "zeros of ASCII85",
                () -> filtered("/ASCII85Decode", "z".repeat(8 << 20).getBytes(ISO_8859_1)));
        // Fonts.
        all.put("a character map of one range of two billion", () -> mapped("<00000000> <7FFFFFFF> <00000000>", 1));
        all.put("a character map of one range of sixteen million", () -> mapped("<000000> <FFFFFF> <00000000>", 1));
        all.put("a character map of many ranges", () -> mapped("<000000> <00FFFF> <0041>\n", 10_000));
        all.put("a character map of characters", HostilePdfs::characterMap);
        all.put("a character map of long strings", () -> mapped("<0000> <FFFF> <" + "0041".repeat(255) + ">\n", 200));
        all.put("a Type 1 font of a billion subroutines", () -> font("/FontFile", "/Type1", type1()));
        all.put("a TrueType font of zeros", () -> font("/FontFile2", "/TrueType", new byte[16 << 20]));
        all.put("a TrueType font of claims", () -> font("/FontFile2", "/TrueType", trueType()));
        all.put("a CFF font of claims", () -> font("/FontFile3", "/Type1", cff()));
        all.put(
                "widths without end",
                () -> inFont("/FirstChar 0 /LastChar 2000000000 /Widths [" + "9 ".repeat(4 << 20) + "]"));
        all.put(
                "differences without end",
                () -> inFont("/Encoding << /Differences [0 " + "/a".repeat(4 << 20) + "] >>"));
        // Pages, pictures, forms.
        all.put(
                "a page tree of a billion",
                () -> new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R >>")
                        .object("<< /Type /Pages /Kids [" + "3 0 R ".repeat(1 << 20) + "] /Count 1000000000 >>")
                        .object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
                        .bytes());
        all.put("a page tree sixty thousand deep", HostilePdfs::deepTree);
        all.put("a picture of ten billion pixels", HostilePdfs::picture);
        all.put("forms that hold operands while they call forms", HostilePdfs::forms);
        all.put("metadata without end", HostilePdfs::metadata);
        all.put("an outline of annotations", HostilePdfs::annotations);
        return all;
    }

    private static byte[] contents(String piece) {
        return contentsAfter("", piece);
    }

    private static byte[] contentsAfter(String start, String piece) {
        return RawPdf.onePage().stream("/Filter /FlateDecode", RawPdf.deflated(start, piece, DECODED))
                .bytes();
    }

    private static String names(String start) {
        return IntStream.range(0, 400_000)
                .mapToObj(i -> start + Integer.toString(i, 36))
                .collect(Collectors.joining());
    }

    /// On fifty pages, so that no page has too many.
    private static byte[] glyphsOfALineEach() {
        String kids = IntStream.range(0, 50).mapToObj(i -> (4 + i) + " 0 R").collect(Collectors.joining(" "));
        RawPdf pdf = new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R >>")
                        .object("<< /Type /Pages /Kids [" + kids
                                + "] /Count 50 /MediaBox [0 0 612 792] /Resources << /Font"
                                + " << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>")
                        .stream(
                                "/Filter /FlateDecode",
                                RawPdf.deflated("BT /F1 1 Tf 9 9 Td ", "(a)Tj 0 9 Td ", 2_500_000));
        for (int i = 0; i < 50; i++) {
            pdf.object("<< /Type /Page /Parent 2 0 R /Contents 3 0 R >>");
        }
        return pdf.bytes();
    }

    /// Object 4, by which all is reached that a page may have, lies in an object stream.
    private static byte[] objectStream(String start, String piece, String claims) {
        String head = "4 0 ";
        byte[] packed = RawPdf.deflated(head + start, piece, DECODED);
        String first = claims.contains("/First") ? "" : " /First " + head.length();
        StringBuilder file = new StringBuilder("%PDF-1.7\n");
        List<Integer> offsets = new ArrayList<>();
        List<String> objects = List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources 4 0 R /Annots 4 0 R /Contents 6 0 R >>",
                "",
                "<< /Type /ObjStm " + claims + first + " /Filter /FlateDecode /Length " + packed.length
                        + " >>\nstream\n" + new String(packed, ISO_8859_1) + "\nendstream",
                "<< /Length 15 >>\nstream\nBT /F1 1 Tf ET \nendstream");
        for (int i = 0; i < objects.size(); i++) {
            offsets.add(file.length());
            if (!objects.get(i).isEmpty()) {
                file.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
            }
        }
        int start7 = file.length();
        StringBuilder table = new StringBuilder("0000000000");
        for (int i = 0; i < objects.size(); i++) {
            table.append(i == 3 ? "0200000005" + "00" : String.format(Locale.ROOT, "01%08x00", offsets.get(i)));
        }
        table.append(String.format(Locale.ROOT, "01%08x00", start7));
        // Type, offset, index: 1, 4 and 1 bytes.
        String rows = "000000000000" + table.substring("0000000000".length());
        file.append("7 0 obj\n<< /Type /XRef /Size 8 /Root 1 0 R /W [1 4 1] /Filter /ASCIIHexDecode /Length ")
                .append(rows.length() + 1)
                .append(" >>\nstream\n")
                .append(rows)
                .append(">\nendstream\nendobj\nstartxref\n")
                .append(start7)
                .append("\n%%EOF\n");
        return file.toString().getBytes(ISO_8859_1);
    }

    private static byte[] inFile(String resources) {
        return new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R >>")
                        .object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                        .object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources 4 0 R /Contents 5 0 R >>")
                        .object(resources)
                        .stream("", "BT /F1 1 Tf ET".getBytes(ISO_8859_1))
                        .bytes();
    }

    private static byte[] smallObjects() {
        RawPdf pdf = RawPdf.onePage().stream("", "BT ET".getBytes(ISO_8859_1));
        for (int i = 0; i < 200_000; i++) {
            pdf.object("[]");
        }
        return pdf.bytes();
    }

    private static byte[] trailing(String table) {
        String body = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n";
        return (body + table + "trailer\n<< /Size 2000000000 /Root 1 0 R >>\nstartxref\n" + body.length() + "\n%%EOF\n")
                .getBytes(ISO_8859_1);
    }

    private static byte[] xrefStream() {
        byte[] rows = RawPdf.deflated("", "\001\000\000\000\011\000", DECODED);
        String body = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n";
        return (body + "2 0 obj\n<< /Type /XRef /Size 2000000000 /Index [0 2000000000] /Root 1 0 R /W [1 4 1] /Filter"
                        + " /FlateDecode /Length " + rows.length + " >>\nstream\n" + new String(rows, ISO_8859_1)
                        + "\nendstream\nendobj\nstartxref\n" + body.length() + "\n%%EOF\n")
                .getBytes(ISO_8859_1);
    }

    private static byte[] predicted(String parameters) {
        return RawPdf.onePage().stream(
                        "/Filter /FlateDecode /DecodeParms << /Predictor 15 " + parameters + " >>",
                        RawPdf.deflated("", " ", MIB))
                .bytes();
    }

    private static byte[] nestedFilters() {
        byte[] inner = RawPdf.deflated("", "[]", 1_000 * MIB);
        return filtered("/FlateDecode /LZWDecode /RunLengthDecode /ASCIIHexDecode /ASCII85Decode", inner);
    }

    private static byte[] filtered(String filters, byte[] content) {
        return RawPdf.onePage().stream("/Filter [" + filters + "]", content).bytes();
    }

    private static byte[] mapped(String range, int times) {
        return characterMap("beginbfrange", "endbfrange", range, times);
    }

    private static byte[] characterMap() {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 400_000; i++) {
            pairs.append(String.format(Locale.ROOT, "<%06x> <0041>\n", i));
        }
        return characterMap("beginbfchar", "endbfchar", pairs.toString(), 1);
    }

    private static byte[] characterMap(String begin, String end, String piece, int times) {
        String map = "begincmap 1 begincodespacerange <00> <FFFFFFFF> endcodespacerange\n2000000000 " + begin + '\n'
                + piece.repeat(times) + end + "\nendcmap";
        return inFontWith("/ToUnicode 5 0 R", RawPdf.deflated(map, "", 0));
    }

    private static byte[] inFont(String entries) {
        return inFontWith(entries, RawPdf.deflated("", " ", 9));
    }

    private static byte[] inFontWith(String entries, byte[] packed) {
        return new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R >>")
                        .object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                        .object(
                                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1"
                                        + " << /Type /Font /Subtype /Type1 /BaseFont /Helvetica " + entries
                                        + " >> >> >> >>")
                        .stream("", "BT /F1 12 Tf 72 700 Td (text) Tj ET".getBytes(ISO_8859_1))
                        .stream("/Filter /FlateDecode", packed)
                        .bytes();
    }

    private static byte[] font(String entry, String subtype, byte[] program) {
        byte[] packed = RawPdf.deflated(new String(program, ISO_8859_1), "", 0);
        String type = entry.equals("/FontFile3") ? "/Subtype /Type1C " : "";
        return new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R >>")
                        .object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                        .object(
                                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1"
                                        + " << /Type /Font /Subtype " + subtype
                                        + " /BaseFont /ABCDEF+X /FontDescriptor << /Type"
                                        + " /FontDescriptor /FontName /ABCDEF+X /Flags 4 " + entry
                                        + " 5 0 R >> >> >> >> >>")
                        .stream("", "BT /F1 12 Tf 72 700 Td (text) Tj ET".getBytes(ISO_8859_1))
                        .stream(
                                type + "/Length1 " + program.length / 2 + " /Length2 " + program.length / 2
                                        + " /Length3 0 /Filter /FlateDecode",
                                packed)
                        .bytes();
    }

    private static byte[] type1() {
        String clear = """
                %!PS-AdobeFont-1.0: X
                12 dict begin
                /FontName /X def
                /Encoding 2000000000 array
                dup 1 /a put readonly def
                /FontMatrix [1 0 0 1 0 0] readonly def
                currentdict end
                currentfile eexec
                """;
        String secret = """
                0000dup /Private 9 dict dup begin /Subrs 2000000000 array
                dup 0 3 RD abc NP
                ND
                2 index /CharStrings 2000000000 dict dup begin
                /a 3 RD abc ND
                end
                """;
        return (clear + encrypted(secret)).getBytes(ISO_8859_1);
    }

    /// As section 7.3 of "Adobe Type 1 Font Format" has it.
    private static String encrypted(String plain) {
        int r = 55_665;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            int cipher = (plain.charAt(i) ^ (r >> 8)) & 0xff;
            r = ((cipher + r) * 52_845 + 22_719) & 0xffff;
            out.append((char) cipher);
        }
        return out.toString();
    }

    /// A directory of tables that lie everywhere and have every length.
    private static byte[] trueType() {
        StringBuilder out = new StringBuilder("\000\001\000\000\000\012\000\000\000\000\000\000");
        for (String tag : List.of("head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap", "post", "name", "OS/2")) {
            out.append(tag).append("\000\000\000\000\000\000\001\000\177\377\377\377");
        }
        return (out + "\377".repeat(1 << 20)).getBytes(ISO_8859_1);
    }

    private static byte[] cff() {
        return ("\001\000\004\004" + "\377\377\004" + "\177\377\377\377".repeat(1 << 18)).getBytes(ISO_8859_1);
    }

    private static byte[] deepTree() {
        RawPdf pdf = new RawPdf().object("<< /Type /Catalog /Pages 2 0 R >>");
        for (int i = 2; i < 60_000; i++) {
            pdf.object("<< /Type /Pages /Kids [" + (i + 1) + " 0 R] /Count 1 >>");
        }
        return pdf.object("<< /Type /Page /MediaBox [0 0 612 792] >>").bytes();
    }

    private static byte[] picture() {
        return new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R >>")
                        .object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                        .object(
                                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0"
                                        + " R >> >> >>")
                        .stream("", "/X Do".getBytes(ISO_8859_1))
                        .stream(
                                "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace"
                                        + " /DeviceRGB /Filter /FlateDecode",
                                RawPdf.deflated("", " ", 100 * MIB))
                        .bytes();
    }

    private static byte[] forms() {
        RawPdf pdf = new RawPdf()
                .object("<< /Type /Catalog /Pages 2 0 R >>")
                .object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                .object(
                        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R"
                                + " >> >> >>");
        byte[] operands = RawPdf.deflated("[]".repeat(400_000) + " /X Do", "", 0);
        pdf.stream("/Filter /FlateDecode", operands);
        for (int i = 0; i < 45; i++) {
            pdf.stream(
                    "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode /Resources << /XObject << /X "
                            + (6 + i) + " 0 R >> >>",
                    operands);
        }
        return pdf.stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", new byte[0])
                .bytes();
    }

    private static byte[] metadata() {
        byte[] packet = RawPdf.deflated(
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                        + "<rdf:Description xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:subject><rdf:Bag>",
                "<rdf:li>a</rdf:li>",
                DECODED);
        return new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R >>")
                        .object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                        .object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
                        .stream("/Type /Metadata /Subtype /XML /Filter /FlateDecode", packet)
                        .bytes();
    }

    private static byte[] annotations() {
        String link = "<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://a.example/)>>>>";
        return new RawPdf()
                        .object("<< /Type /Catalog /Pages 2 0 R >>")
                        .object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                        .object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Annots ["
                                + link.repeat(140_000) + "] >>")
                        .stream("", "BT ET".getBytes(ISO_8859_1))
                        .bytes();
    }
}
