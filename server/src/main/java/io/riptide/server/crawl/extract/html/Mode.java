package io.riptide.server.crawl.extract.html;

import org.jspecify.annotations.Nullable;

/// Where in a page the next token is, which decides what it does.
///
/// - **Source:** HTML, 13.2.4.1.
enum Mode {
    INITIAL,
    BEFORE_HTML,
    BEFORE_HEAD,
    IN_HEAD,
    AFTER_HEAD,
    IN_BODY,
    IN_TABLE,
    IN_CAPTION,
    IN_COLUMN_GROUP,
    IN_TABLE_BODY,
    IN_ROW,
    IN_CELL,
    IN_SELECT,
    IN_SELECT_IN_TABLE,
    IN_TEMPLATE,
    AFTER_BODY,
    AFTER_AFTER_BODY;

    /// The mode within an element of `kind`, if that decides it.
    static @Nullable Mode within(ElementKind kind) {
        if (kind.isCell()) {
            return IN_CELL;
        }
        if (kind.isTableSection()) {
            return IN_TABLE_BODY;
        }
        return switch (kind.name()) {
            case "select" -> IN_SELECT;
            case "tr" -> IN_ROW;
            case "caption" -> IN_CAPTION;
            case "colgroup" -> IN_COLUMN_GROUP;
            case "table" -> IN_TABLE;
            case "head" -> IN_HEAD;
            case "body" -> IN_BODY;
            default -> null;
        };
    }

    boolean isBeforeBody() {
        return switch (this) {
            case INITIAL, BEFORE_HTML, BEFORE_HEAD, IN_HEAD, AFTER_HEAD -> true;
            default -> false;
        };
    }

    boolean isInTable() {
        return this == IN_TABLE || this == IN_CAPTION || this == IN_TABLE_BODY || this == IN_ROW || this == IN_CELL;
    }
}
