package io.riptide.server.crawl.gate;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/// Pages of every sort, as their servers send them, and what the gate is to decide about each.
enum PageSort {
    STATIC_ARTICLE(GateDecision.RAW, """
            <html lang="en"><head><title>Story | Site</title><meta property="og:title" content="Story">
            <script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle"}</script>
            <link rel="stylesheet" href="/s.css"><script async src="/count.js"></script></head>
            <body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
            <article><h1>Story</h1>%PROSE12%</article><footer>All rights reserved.</footer></body></html>"""),

    PLAIN_OLD_PAGE(GateDecision.RAW, """
            <html><head><title>My page</title></head><body bgcolor="white"><h1>My page</h1>%PROSE12%
            <hr><a href="index.html">back</a></body></html>"""),

    SERVER_RENDERED_REACT(GateDecision.RAW, """
            <html lang="en"><head><title>Story</title><meta property="og:title" content="Story">
            <script src="/_next/static/chunks/main-a1b2c3d4e5.js" defer></script>
            <script src="/_next/static/chunks/webpack-99aa88bb77.js" defer></script></head>
            <body><div id="__next" data-reactroot=""><div class="flex flex-col min-h-screen px-4 sm:px-6 lg:px-8">
            <main class="mx-auto max-w-prose prose-lg text-gray-900 dark:text-gray-100"><h1>Story</h1>%PROSE12%</main>
            </div></div><script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"id":7}}}</script>
            </body></html>"""),

    BLOG_WITH_HEAVY_SCRIPTS(GateDecision.RAW, """
            <html><head><title>Post</title><meta property="og:type" content="article">
            <script>%SCRIPT%</script><style>%SCRIPT%</style></head><body><main><h1>Post</h1>%PROSE12%
            <div id="disqus_thread"><noscript>Please enable JavaScript to view the comments.</noscript></div></main>
            <script>%SCRIPT%</script></body></html>"""),

    DOCUMENTATION(GateDecision.RAW, """
            <html><head><title>API</title></head><body><nav><ul>%MENU%</ul></nav><main><h1>API</h1>%PROSE12%
            <pre><code>int length = buffer.readableBytes(); // as many bytes as can be read before the next wait
            if (length == 0) { return; }</code></pre><table><tr><td>name</td><td>what it is for</td></tr></table></main>
            </body></html>"""),

    FORUM(GateDecision.RAW, """
            <html><head><title>Thread</title></head><body><div id="header">%MENU%</div>
            <div class="post" data-id="1"><a href="/u/1">ann</a><div class="body">%PROSE4%</div></div>
            <div class="post" data-id="2"><a href="/u/2">bob</a><div class="body">%PROSE4%</div></div>
            <div class="post" data-id="3"><a href="/u/3">cid</a><div class="body">%PROSE4%</div></div></body></html>"""),

    SHORT_NOTICE(GateDecision.PROBES_FIRST, """
            <html><head><title>Example Domain</title><style>body { width: 60vw; }</style></head><body><div>
            <h1>Example Domain</h1><p>This domain is for use in documentation examples without needing permission.
            Avoid use in operations, which is what one would do with a domain that is anybody's.</p>
            <p><a href="https://example.com/more">Learn more</a></p></div></body></html>"""),

    TEASER(GateDecision.PROBES_FIRST, """
            <html><head><title>Story</title><meta property="og:title" content="Story">
            <script src="/_nuxt/entry.a1b2c3d4.js"></script></head><body><div id="__nuxt"><main class="layout grid">
            <h1>Story</h1>%PROSE1%<div class="paywall overlay is-open" data-tier="premium" data-offer="annual-discount">
            <a class="button button--primary button--wide" href="/subscribe?from=story">Subscribe to go on reading</a>
            </div></main></div></body></html>"""),

    LOGIN_WALL(GateDecision.HEADLESS, """
            <html><head><title>Sign in</title></head><body><form action="/login" method="post" class="card shadow">
            <label for="user">User name</label><input id="user" name="user" autocomplete="username" required>
            <label for="pass">Password</label><input id="pass" name="pass" type="password" required>
            <button type="submit" class="button button--primary">Sign in</button><a href="/forgot">Forgot it?</a></form>
            </body></html>"""),

    EMPTY_SHELL(GateDecision.HEADLESS, """
            <html lang="en"><head><title>App</title><meta property="og:title" content="App">
            <script defer src="/static/js/main.0a1b2c3d.js"></script></head><body>
            <noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>"""),

    EMPTY_VITE_SHELL(GateDecision.HEADLESS, """
            <html><head><title>Vite App</title><script type="module" src="/assets/index-4f3a2b1c.js"></script></head>
            <body><div id="app"></div></body></html>"""),

    LOADING_SHELL(GateDecision.HEADLESS, """
            <html><head><title>App</title></head><body><app-root>Loading…</app-root>
            <script src="runtime.8a7b6c5d4e.js"></script><script src="main.1a2b3c4d5e.js"></script></body></html>"""),

    REDIRECT_SHELL(GateDecision.HEADLESS, """
            <html><head><title>Moved</title><meta http-equiv="refresh" content="0; url=/new/place">
            <script>location.replace("/new/place");</script></head><body><a href="/new/place">here</a></body></html>"""),

    HIDDEN_TEXT(GateDecision.HEADLESS, """
            <html><head><title>App</title><script>%SCRIPT%</script></head><body><div hidden>%PROSE12%</div>
            <div style="display: none">%PROSE12%</div><div aria-hidden="true">%PROSE12%</div>
            <template>%PROSE12%</template><div id="app"></div></body></html>""");

    private static final String SCRIPT = "function widget(e){var n=e.getElementById('w');return n&&n.show(e.time)};";

    private final GateDecision decision;
    private final String html;

    PageSort(GateDecision decision, String html) {
        this.decision = decision;
        this.html = html;
    }

    GateDecision decision() {
        return decision;
    }

    Document page() {
        return Jsoup.parse(html.replace("%PROSE12%", prose(12))
                .replace("%PROSE4%", prose(4))
                .replace("%PROSE1%", prose(1))
                .replace("%SCRIPT%", SCRIPT.repeat(200))
                .replace("%MENU%", "<li><a href=\"/chapter/some/page.html\">Chapter</a></li>".repeat(25)));
    }

    static String prose(int paragraphs) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= paragraphs; i++) {
            text.append("<p>A stream is a sequence of events in one order, and whoever reads it sees each of them once,"
                            + " however slow the connection is that they come over. What is sent ")
                    .append(i)
                    .append(" times is seen as often.</p>\n");
        }
        return text.toString();
    }
}
