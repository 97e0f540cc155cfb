package io.riptide.server.crawl.extract.choice;

import java.util.Locale;

/// What kind of page it is, as far as that changes what its content is: comments are noise below an article and
/// all there is in a forum; a list of links is a menu here and the catalogue there.
public enum Genre {
    /// One text by one author or desk.
    ARTICLE,
    /// A reference, a manual, a tutorial.
    DOCUMENTATION,
    /// Posts of many authors under one topic.
    FORUM,
    /// One thing to buy.
    PRODUCT,
    /// Many things of one kind, each in brief: a shop's shelf, an index, a front page.
    LISTING,
    /// Anything else: a company's page, a tool, a profile.
    OTHER;

    /// The genre as a client reads it.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
