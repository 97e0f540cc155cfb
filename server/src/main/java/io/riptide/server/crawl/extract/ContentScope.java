package io.riptide.server.crawl.extract;

import io.riptide.server.crawl.extract.choice.ContentChoice;
import io.riptide.server.crawl.extract.choice.Visibility;
import io.riptide.server.crawl.extract.deadline.Deadline;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/// The one walk over what was chosen of a page, which feeds every writer.
///
/// What a reader cannot see never counts: it is where pages hide what is meant for machines. Classes are not
/// looked at for that, since style sheets are not read; only what the markup itself says is believed.
///
/// - **Threading:** one page, one thread.
/// - **Bounds:** each node once, without recursion, so depth costs no stack. When the stage is over nothing
///   more is reported but the ends of what is open.
final class ContentScope {
    private final ContentChoice choice;
    private final Deadline.Stage stage;

    ContentScope(ContentChoice choice, Deadline.Stage stage) {
        this.choice = choice;
        this.stage = stage;
    }

    /// Reports what counts at and below `root` to `sinks`; the root itself is in scope whatever it is.
    void walk(Element root, List<ContentSink> sinks) {
        NodeTraversor.filter(new Walk(sinks.toArray(ContentSink[]::new), false), root);
    }

    /// The same for each link and what is visible in it, content or not.
    void walkLinks(ContentSink sink) {
        Walk walk = new Walk(new ContentSink[] {sink}, true);
        for (Element link : choice.links()) {
            if (stage.isOver()) {
                return;
            }
            NodeTraversor.filter(walk, link);
        }
    }

    private boolean excludes(Element element, boolean isAll) {
        if (!isAll && choice.leavesOut(element)) {
            return true;
        }
        boolean isUnseen = Visibility.isUnseen(element) || Visibility.isHidden(element);
        return isUnseen && !choice.reveals(element);
    }

    private final class Walk implements NodeFilter {
        private final ContentSink[] sinks;
        private final boolean isAll;

        Walk(ContentSink[] sinks, boolean isAll) {
            this.sinks = sinks;
            this.isAll = isAll;
        }

        @Override
        public FilterResult head(Node node, int depth) {
            if (depth > 0 && stage.isOver()) {
                return FilterResult.SKIP_ENTIRELY;
            }
            if (node instanceof TextNode text) {
                String whole = text.getWholeText();
                for (ContentSink sink : sinks) {
                    sink.text(whole);
                }
                return FilterResult.CONTINUE;
            }
            if (!(node instanceof Element element) || (depth > 0 && excludes(element, isAll))) {
                return FilterResult.SKIP_ENTIRELY;
            }
            for (ContentSink sink : sinks) {
                sink.open(element);
            }
            return Visibility.isOpaque(element.normalName()) ? FilterResult.SKIP_CHILDREN : FilterResult.CONTINUE;
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element element) {
                for (ContentSink sink : sinks) {
                    sink.close(element);
                }
            }
            return FilterResult.CONTINUE;
        }
    }
}
