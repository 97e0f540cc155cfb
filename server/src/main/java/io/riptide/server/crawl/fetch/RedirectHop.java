package io.riptide.server.crawl.fetch;

import io.riptide.server.crawl.url.WebUrl;

/// One redirect that was followed.
public record RedirectHop(WebUrl from, int status, WebUrl to) {

    /// Whether it left https for http, so that what follows could be read and changed on its way.
    public boolean isDowngrade() {
        return from.scheme().equals("https") && to.scheme().equals("http");
    }
}
