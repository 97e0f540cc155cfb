package io.riptide.server.crawl.pdf;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads the XMP packet that newer PDFs have beside, or in place of, the information dictionary.
///
/// - **Bounds:** [#EVENTS_MAX] XML events, [#VALUES_MAX] values of [#CHARS_MAX] characters; no DTD, no entity
///   but XML's own.
/// - **Failure:** none; a packet that is no XML says what it said up to there.
/// - **Source:** ISO 16684-1 "XMP", 7 and 8.
final class XmpReader {
    private static final int EVENTS_MAX = 20_000;
    private static final int VALUES_MAX = 100;
    private static final int CHARS_MAX = 4_000;

    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    private static final Map<String, String> PREFIXES = Map.of(
            "http://purl.org/dc/elements/1.1/", "dc:",
            "http://ns.adobe.com/xap/1.0/", "xmp:",
            "http://ns.adobe.com/pdf/1.3/", "pdf:");

    private static final Set<String> WANTED = Set.of(
            "dc:title", "dc:creator", "dc:description", "dc:subject", "dc:language", "xmp:CreateDate", "pdf:Keywords");

    private final Map<String, List<String>> values = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private int count;
    private String property = "";

    private XmpReader() {}

    /// What the packet says, by property.
    static Map<String, List<String>> read(InputStream packet) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        XmpReader reader = new XmpReader();
        try {
            reader.read(factory.createXMLStreamReader(packet));
        } catch (XMLStreamException broken) {
            // What it said before counts.
        }
        return reader.values;
    }

    private void read(XMLStreamReader xml) throws XMLStreamException {
        for (int events = 0; events < EVENTS_MAX && xml.hasNext(); events++) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> open(xml);
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> close(xml);
                default -> {}
            }
        }
    }

    private void open(XMLStreamReader xml) {
        String name = PREFIXES.getOrDefault(String.valueOf(xml.getNamespaceURI()), "?") + xml.getLocalName();
        text.setLength(0);
        if (WANTED.contains(name)) {
            property = name;
        } else if (RDF.equals(xml.getNamespaceURI()) && xml.getLocalName().equals("Description")) {
            for (int i = 0; i < xml.getAttributeCount(); i++) {
                String attribute = PREFIXES.getOrDefault(String.valueOf(xml.getAttributeNamespace(i)), "?")
                        + xml.getAttributeLocalName(i);
                if (WANTED.contains(attribute)) {
                    add(attribute, xml.getAttributeValue(i));
                }
            }
        }
    }

    private void text(String more) {
        if (!property.isEmpty() && text.length() < CHARS_MAX) {
            text.append(more, 0, Math.min(more.length(), CHARS_MAX));
        }
    }

    private void close(XMLStreamReader xml) {
        if (property.isEmpty()) {
            return;
        }
        add(property, text.toString());
        text.setLength(0);
        if (property.endsWith(':' + xml.getLocalName())) {
            property = "";
        }
    }

    private void add(String name, String value) {
        if (!value.isBlank() && count++ < VALUES_MAX) {
            values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value.strip());
        }
    }
}
