package io.riptide.server.crawl.extract.html;

import org.jsoup.parser.Parser;

/// Whose names a tag's are.
///
/// - **Source:** HTML, 13.2.6.5; its text integration points are those of 13.2.6.
enum Vocabulary {
    HTML(Parser.NamespaceHtml) {
        @Override
        String element(String lower) {
            return lower;
        }

        @Override
        String attribute(String lower) {
            return lower;
        }

        @Override
        ElementKind kind(String lower) {
            return ElementKind.of(lower);
        }
    },
    SVG(Parser.NamespaceSvg) {
        @Override
        String element(String lower) {
            return ForeignNames.svgElement(lower);
        }

        @Override
        String attribute(String lower) {
            return ForeignNames.svgAttribute(lower);
        }

        @Override
        ElementKind kind(String lower) {
            return switch (lower) {
                case "desc", "foreignobject", "title" -> ElementKind.SVG_POINT;
                default -> ElementKind.SVG_ELEMENT;
            };
        }
    },
    MATH(Parser.NamespaceMathml) {
        @Override
        String element(String lower) {
            return lower;
        }

        @Override
        String attribute(String lower) {
            return ForeignNames.mathAttribute(lower);
        }

        @Override
        ElementKind kind(String lower) {
            return switch (lower) {
                case "mi", "mn", "mo", "ms", "mtext" -> ElementKind.MATH_POINT;
                default -> ElementKind.MATH_ELEMENT;
            };
        }
    };

    private final String namespace;

    Vocabulary(String namespace) {
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }

    /// How an element whose name in lower case is `lower` is called.
    abstract String element(String lower);

    /// How an attribute is called.
    abstract String attribute(String lower);

    /// What kind of element it is.
    abstract ElementKind kind(String lower);
}
