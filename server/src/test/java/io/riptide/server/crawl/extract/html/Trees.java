package io.riptide.server.crawl.extract.html;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.CDataNode;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// Writes a tree down line by line, each node with all that a parser can get wrong.
final class Trees {
    private Trees() {}

    static String written(Document document) {
        StringBuilder out = new StringBuilder().append(document.quirksMode()).append('\n');
        write(document, "", out);
        return out.toString();
    }

    private static void write(Node parent, String indent, StringBuilder out) {
        for (Node node : parent.childNodes()) {
            out.append(indent).append(described(node)).append('\n');
            write(node, indent + "  ", out);
        }
    }

    private static String described(Node node) {
        return switch (node) {
            case Element element ->
                element.getClass().getSimpleName()
                        + ' '
                        + element.tag().name()
                        + ' '
                        + element.tag().normalName()
                        + ' '
                        + element.tag().namespace()
                        + ' '
                        + attributes(element);
            case CDataNode data -> "CDATA " + quoted(data.getWholeText());
            case TextNode text -> quoted(text.getWholeText());
            case DataNode data -> "data " + quoted(data.getWholeData());
            case Comment comment -> "comment " + quoted(comment.getData());
            case DocumentType type -> "doctype " + type.outerHtml();
            default -> throw new AssertionError(node);
        };
    }

    private static List<String> attributes(Element element) {
        List<String> written = new ArrayList<>();
        for (Attribute attribute : element.attributes()) {
            written.add(attribute.getKey() + (attribute.hasDeclaredValue() ? '=' + quoted(attribute.getValue()) : ""));
        }
        return written;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\n", "\\n").replace("\r", "\\r") + '"';
    }
}
