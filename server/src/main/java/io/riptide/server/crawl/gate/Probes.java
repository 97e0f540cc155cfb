package io.riptide.server.crawl.gate;

import io.riptide.server.crawl.gate.ProbeResult.Content;
import io.riptide.server.crawl.gate.ProbeResult.Elsewhere;
import io.riptide.server.crawl.gate.ProbeResult.Probe;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// Looks for a page's content where its visible text is not: a script's data, what readers without scripts are
/// shown, another URL.
///
/// - **Threading:** stateless.
/// - **Bounds:** one query of the page a probe; data by [StateText].
/// - **Failure:** none; what cannot be read holds nothing.
public final class Probes {
    /// Less is a label and not content.
    private static final int CONTENT_CHARS_MIN = 400;

    /// What is found has to be so much more than what is visible.
    private static final double BETTER_RATIO = 1.5;

    /// A page with more text than this has something to say before it sends its reader on.
    private static final int REFRESH_CHARS_MAX = 200;

    /// A page with more text than this is not left for another version of itself.
    private static final int LINKED_CHARS_MAX = 1_000;

    private static final Pattern REFRESH_URL = Pattern.compile(
            "\\s*[\\d.]*+\\s*+[;,]\\s*(?:url\\s*=\\s*)?['\"]?\\s*([^'\"\\s]+).*", Pattern.CASE_INSENSITIVE);

    private static final Pattern MARKUP = Pattern.compile("</?[a-zA-Z][^>]{0,500}>");

    private final Document page;
    private final int charsMin;

    private Probes(Document page, int charsMin) {
        this.page = page;
        this.charsMin = charsMin;
    }

    /// What `page`, of which `visibleChars` characters are visible, has that is better; the surest probe wins.
    public static Optional<ProbeResult> find(Document page, int visibleChars) {
        int charsMin = Math.max(CONTENT_CHARS_MIN, (int) Math.min(Integer.MAX_VALUE, visibleChars * BETTER_RATIO));
        Probes probes = new Probes(page, charsMin);
        return probes.jsonLd()
                .or(probes::noscript)
                .or(probes::state)
                .or(() -> visibleChars <= REFRESH_CHARS_MAX ? probes.refresh() : Optional.empty())
                .or(() -> visibleChars <= LINKED_CHARS_MAX ? probes.otherVersion() : Optional.empty());
    }

    private Optional<ProbeResult> otherVersion() {
        return linked(Probe.AMP, "link[rel=amphtml][href]")
                .or(() -> linked(
                        Probe.ALTERNATE,
                        "link[rel=alternate][href][type=text/markdown], link[rel=alternate][href][type=text/plain]"));
    }

    private Optional<ProbeResult> jsonLd() {
        for (Element script : page.select("script[type^=application/ld+json]")) {
            Optional<String> body = StateText.longest(script.data(), "articleBody");
            if (body.isPresent()) {
                Optional<ProbeResult> found = content(Probe.JSON_LD, markedUp(body.get()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ProbeResult> noscript() {
        StringBuilder shown = new StringBuilder();
        for (Element noscript : page.select("body noscript")) {
            shown.append(noscript.children().isEmpty() ? noscript.wholeText() + noscript.data() : noscript.html());
        }
        return content(Probe.NOSCRIPT, shown.toString());
    }

    private Optional<ProbeResult> state() {
        for (Element script : page.select("script:not([src])")) {
            String type = script.attr("type").strip().toLowerCase(Locale.ROOT);
            boolean isJson = type.contains("json") && !type.contains("ld+json");
            if (isJson || StateText.isAssignment(script.data())) {
                StringBuilder html = new StringBuilder();
                for (String text : StateText.prose(script.data(), isJson)) {
                    html.append(markedUp(text)).append('\n');
                }
                Optional<ProbeResult> found = content(Probe.STATE, html.toString());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ProbeResult> refresh() {
        for (Element meta : page.select("meta[http-equiv=refresh][content]")) {
            Matcher target = REFRESH_URL.matcher(meta.attr("content"));
            if (target.matches()) {
                return Optional.of(new Elsewhere(Probe.REFRESH, target.group(1)));
            }
        }
        return Optional.empty();
    }

    private Optional<ProbeResult> linked(Probe probe, String query) {
        Element link = page.selectFirst(query);
        return link == null || link.attr("href").isBlank()
                ? Optional.empty()
                : Optional.of(new Elsewhere(probe, link.attr("href").strip()));
    }

    /// The page with `body` in place of its own, if that is enough; its head still says what it is about.
    private Optional<ProbeResult> content(Probe probe, String body) {
        if (body.length() < charsMin) {
            return Optional.empty();
        }
        int chars = GateSignals.of(Jsoup.parseBodyFragment(body)).visibleChars();
        if (chars < charsMin) {
            return Optional.empty();
        }
        Element root = page.selectFirst("html");
        String language = root == null ? "" : root.attr("lang");
        Document found = Document.createShell("");
        if (!language.isEmpty()) {
            found.child(0).attr("lang", language);
        }
        found.head().html(page.head().html());
        found.body().appendElement("main").html(body);
        return Optional.of(new Content(probe, found.outerHtml(), chars));
    }

    /// Text as HTML: what has tags is taken for HTML already, in the rest an empty line parts paragraphs.
    private static String markedUp(String text) {
        if (MARKUP.matcher(text).find()) {
            return text;
        }
        StringBuilder html = new StringBuilder();
        for (String paragraph : text.split("\\R\\s*\\R", -1)) {
            html.append("<p>")
                    .append(paragraph.replace("&", "&amp;").replace("<", "&lt;"))
                    .append("</p>");
        }
        return html.toString();
    }
}
