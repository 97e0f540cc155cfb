package io.riptide.server.crawl.extract.html;

import io.riptide.server.crawl.extract.html.Names.Name;
import org.jsoup.nodes.Attributes;
import org.jspecify.annotations.Nullable;

/// A start tag as it is written.
///
/// @param attributes none where there are none
/// @param hasCapitals whether any attribute's name was not written in lower case
record StartTag(Name name, @Nullable Attributes attributes, boolean isSelfClosing, boolean hasCapitals) {
    ElementKind kind() {
        return name.kind();
    }

    boolean isHidden() {
        return attributes != null && "hidden".equalsIgnoreCase(attributes.get("type"));
    }
}
