package io.riptide.server.crawl.gate;

import io.riptide.server.text.Names;
import io.riptide.server.text.TextChars;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/// The one walk that gathers a page's signals.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** each node once, without recursion; of a script the first [#SCRIPT_LOOK_CHARS] characters are
///   looked at.
final class SignalWalk implements NodeFilter {
    private static final int PARAGRAPH_CHARS_MIN = 80;
    private static final int CONTAINER_CHARS_MIN = 200;
    private static final int MOUNT_CHARS_MAX = 50;
    private static final int LOADING_CHARS_MAX = 60;
    private static final int SCRIPT_LOOK_CHARS = 256 * 1_024;

    private static final Set<String> UNSEEN = Names.set(
            "style",
            "template",
            "title",
            "datalist",
            "select",
            "textarea",
            "dialog",
            "noframes",
            "svg",
            "math",
            "iframe");

    private static final Set<String> MOUNTS = Names.set(
            "root",
            "app",
            "__next",
            "__nuxt",
            "___gatsby",
            "svelte",
            "react-root",
            "app-root",
            "app-mount",
            "application",
            "main-app",
            "spa-root");

    private static final Set<String> FRAMEWORK_ATTRIBUTES = Set.of(
            "ng-version",
            "ng-app",
            "data-reactroot",
            "data-v-app",
            "data-server-rendered",
            "q:container",
            "data-ember-extension");

    private static final Pattern SCRIPT_DEMAND = Pattern.compile(
            "\\b(?:enable|requires?|needs?|turn(?:ed)? on|activate|without|disabled)\\b.{0,80}\\bjavascript\\b"
                    + "|\\bjavascript\\b.{0,80}\\b(?:enabled?|required|needed|turned on|activated?|disabled)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern LOADING = Pattern.compile(
            "\\W*(?:loading|please wait|just a moment|one moment|initiali[sz]ing|redirecting)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern BUNDLE = Pattern.compile("(?:^|/)(?:_next/static|_nuxt|static/js|_app/immutable)/"
            + "|(?:^|/)(?:main|app|bundle|index|runtime|polyfills|vendors?|chunk-vendors)"
            + "(?:[.-][A-Za-z0-9_-]{6,})?(?:\\.chunk|\\.bundle|\\.min)?\\.m?js(?:\\?|$)");

    private static final ScriptNames STATE = new ScriptNames(
            "__",
            "NEXT_DATA__",
            "NUXT__",
            "INITIAL_STATE__",
            "PRELOADED_STATE__",
            "APOLLO_STATE__",
            "remixContext",
            "sveltekit_");
    private static final ScriptNames BUNDLER = new ScriptNames("webpack", "Jsonp", "Chunk");

    /// The possessive runs keep a page from making this slow.
    private static final Pattern JSON_LD_TYPE = Pattern.compile("\"@type\"\\s*+:\\s*+(?:\\[\\s*+)?\"[A-Za-z:/.]{0,60}"
            + "(?:Article|Posting|Report|Product|Recipe|Event|Course|QAPage|Question|HowTo)\"");

    private final EnumSet<SpaMarker> markers = EnumSet.noneOf(SpaMarker.class);
    private final StringBuilder opening = new StringBuilder();
    private final TextChars textChars = new TextChars();
    private int visibleChars;
    private int markupChars;
    private int scriptChars;
    private int blockChars;
    private int paragraphs;
    private boolean isAfterSpace = true;
    private boolean hasContainer;
    private boolean hasOpenGraph;
    private boolean hasJsonLd;
    private @Nullable Element container;
    private int containerStart;
    private @Nullable Element mount;
    private int mountStart;

    private SignalWalk() {}

    static GateSignals over(Document page) {
        SignalWalk walk = new SignalWalk();
        NodeTraversor.filter(walk, page);
        walk.endBlock();
        if (walk.visibleChars <= LOADING_CHARS_MAX
                && LOADING.matcher(walk.opening).matches()) {
            walk.markers.add(SpaMarker.LOADING);
        }
        return new GateSignals(
                walk.visibleChars,
                walk.markupChars,
                walk.scriptChars,
                walk.paragraphs,
                walk.hasContainer,
                walk.hasOpenGraph,
                walk.hasJsonLd,
                walk.markers);
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode text) {
            text(text.getWholeText());
            return FilterResult.CONTINUE;
        }
        if (!(node instanceof Element element)) {
            return FilterResult.CONTINUE;
        }
        return open(element);
    }

    private FilterResult open(Element element) {
        String tag = element.normalName();
        markup(element, tag);
        switch (tag) {
            case "script" -> {
                script(element);
                return FilterResult.SKIP_ENTIRELY;
            }
            case "noscript" -> {
                noscript(element);
                return FilterResult.SKIP_ENTIRELY;
            }
            case "meta" -> meta(element);
            default -> {
                if (UNSEEN.contains(tag) || isHidden(element)) {
                    return FilterResult.SKIP_ENTIRELY;
                }
            }
        }
        if (element.isBlock()) {
            endBlock();
        }
        if (container == null && (tag.equals("article") || isMain(element, tag))) {
            container = element;
            containerStart = visibleChars;
        }
        if (mount == null && isMount(element, tag)) {
            mount = element;
            mountStart = visibleChars;
        }
        return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) {
            if (element.isBlock()) {
                endBlock();
            }
            if (element.equals(container)) {
                hasContainer |= visibleChars - containerStart >= CONTAINER_CHARS_MIN;
                container = null;
            }
            if (element.equals(mount)) {
                if (visibleChars - mountStart < MOUNT_CHARS_MAX) {
                    markers.add(SpaMarker.EMPTY_MOUNT);
                }
                mount = null;
            }
        }
        return FilterResult.CONTINUE;
    }

    private void text(String text) {
        char[] chars = textChars.of(text);
        int collapsed = 0;
        int wasSpace = isAfterSpace ? 1 : 0;
        for (int i = 0; i < text.length(); i++) {
            int isSpace = space(chars[i]);
            collapsed += isSpace & wasSpace;
            wasSpace = isSpace;
        }
        isAfterSpace = wasSpace == 1;
        int visible = text.length() - collapsed;
        visibleChars += visible;
        blockChars += visible;
        markupChars += visible;
        if (opening.length() <= LOADING_CHARS_MAX && visible > 0) {
            opening.append(text, 0, Math.min(text.length(), 2 * LOADING_CHARS_MAX));
        }
    }

    /// 1 for white space and the no-break space, else 0; without a branch, which would be guessed wrong at each
    /// word.
    private static int space(char c) {
        return ((c - '!') >>> 31) | (((c ^ '\u00a0') - 1) >>> 31);
    }

    private void endBlock() {
        paragraphs += blockChars >= PARAGRAPH_CHARS_MIN ? 1 : 0;
        blockChars = 0;
        isAfterSpace = true;
    }

    /// As many characters as the element's tags take, about.
    private void markup(Element element, String tag) {
        markupChars += 2 * tag.length() + "<></>".length();
        if (element.attributesSize() > 0) {
            for (Attribute attribute : element.attributes()) {
                markupChars +=
                        attribute.getKey().length() + attribute.getValue().length() + " =\"\"".length();
                if (isOfFramework(attribute.getKey())) {
                    markers.add(SpaMarker.FRAMEWORK);
                }
            }
        }
    }

    /// Nearly all attributes are told by their first letter.
    private static boolean isOfFramework(String attribute) {
        char first = attribute.isEmpty() ? ' ' : attribute.charAt(0);
        return "dnqDNQ".indexOf(first) >= 0 && FRAMEWORK_ATTRIBUTES.contains(attribute.toLowerCase(Locale.ROOT));
    }

    private static boolean isMain(Element element, String tag) {
        return tag.equals("main")
                || (element.attributesSize() > 0 && element.attr("role").equalsIgnoreCase("main"));
    }

    private static boolean isMount(Element element, String tag) {
        return tag.equals("app-root") || (element.attributesSize() > 0 && MOUNTS.contains(element.id()));
    }

    private static boolean isHidden(Element element) {
        if (element.attributesSize() == 0) {
            return false;
        }
        if (element.hasAttr("hidden") || element.attr("aria-hidden").equalsIgnoreCase("true")) {
            return true;
        }
        String declared = element.attr("style");
        if (declared.isEmpty()) {
            return false;
        }
        String style = declared.toLowerCase(Locale.ROOT).replace(" ", "");
        return style.contains("display:none") || style.contains("visibility:hidden");
    }

    private void meta(Element meta) {
        String property = meta.attr("property");
        hasOpenGraph |= (property.equals("og:title") || property.equals("og:type"))
                && !meta.attr("content").isBlank();
    }

    private void script(Element script) {
        String type = script.attr("type").strip().toLowerCase(Locale.ROOT);
        String data = script.data();
        int lookChars = Math.min(data.length(), SCRIPT_LOOK_CHARS);
        if (type.startsWith("application/ld+json")) {
            hasJsonLd =
                    hasJsonLd || JSON_LD_TYPE.matcher(data).region(0, lookChars).find();
            return;
        }
        boolean isData = type.contains("json") || type.startsWith("text/template") || type.startsWith("text/x-");
        scriptChars += isData ? 0 : data.length();
        if (!markers.contains(SpaMarker.FRAMEWORK)
                && (isOfFramework(script.id(), script.id().length())
                        || BUNDLE.matcher(script.attr("src")).find()
                        || (!isData && isOfFramework(data, lookChars)))) {
            markers.add(SpaMarker.FRAMEWORK);
        }
    }

    private static boolean isOfFramework(String script, int lookChars) {
        return STATE.isIn(script, lookChars) || BUNDLER.isIn(script, lookChars);
    }

    /// Only the page's own: further down it is a widget that asks for scripts, comments most often.
    private void noscript(Element noscript) {
        Element parent = noscript.parent();
        if (parent != null
                && (parent.nameIs("body") || parent.nameIs("head"))
                && SCRIPT_DEMAND.matcher(noscript.wholeText() + noscript.data()).find()) {
            markers.add(SpaMarker.SCRIPT_DEMAND);
        }
    }
}
