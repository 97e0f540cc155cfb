package io.riptide.server.search.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.riptide.server.crawl.fetch.HeaderField;
import io.riptide.server.crawl.fetch.HeaderFields;
import io.riptide.server.crawl.url.WebUrl;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The login that an operator has written into an engine's address, as a header field: addresses lose it on their
/// way.
///
/// - **Source:** RFC 7617.
final class EngineLogin {
    private EngineLogin() {}

    /// `fields` and the login of `address`, if it has one.
    static HeaderFields with(WebUrl address, HeaderField... fields) {
        List<HeaderField> all = new ArrayList<>(List.of(fields));
        if (address.hasCredentials()) {
            String login =
                    Base64.getEncoder().encodeToString(address.credentials().getBytes(UTF_8));
            all.add(new HeaderField("Authorization", "Basic " + login));
        }
        return new HeaderFields(all);
    }
}
