package io.riptide.server.crawl.extract.html;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Pages of tags, texts and comments in any order.
final class TagSoup {
    private static final int PIECES_MAX = 24;

    private static final List<String> NAMES = List.of(("a abbr address applet area article aside b base basefont big"
                    + " blockquote body br button caption center cite code col colgroup data dd del details dialog dir"
                    + " div dl dt em embed fieldset figcaption figure font footer form frame g h1 h2 h3 head header"
                    + " hgroup hr html i iframe img input ins keygen label li link listing main marquee math menu meta"
                    + " mi mo nav nobr noembed noframes noscript o:p object ol optgroup option output p param path"
                    + " picture pre q rb rp rt rtc ruby s samp script search section select slot small source span"
                    + " strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time"
                    + " title tr track tt u ul var video wbr x-y xmp")
            .split(" "));
    private static final List<String> USUAL =
            List.of("p div span a b i li ul table tr td th tbody select option form h2 noscript svg g template strong"
                    .split(" "));
    private static final List<String> ATTRIBUTES = List.of(
            " class=x",
            " href='a&amp;b'",
            " id=\"q\" class",
            " hidden",
            " type=hidden",
            " X=1 x=2",
            " a=b/",
            " viewBox='0 0'",
            " color=red",
            " q= \"&lt&copy=1&copy;\"",
            " href=\"?a=1&b=2&copy=3&reg;&lt\"",
            " href=?a&lt&copy&ltx&x;&#38;",
            " /",
            "\n data-x\n=\n'1'\n",
            " a=é");
    private static final List<String> TEXTS = List.of(
            "text",
            " ",
            "\n",
            "a & b",
            "&amp;",
            "&nbsp;&#39;&#x2019;",
            "&copy",
            "&notit;",
            "é日本",
            "<",
            " < 3",
            "a<b",
            "&#150;",
            "&bogus;",
            "\r\n",
            "&",
            "&#;",
            "🙂",
            "&#128578;",
            "x\u00A0y",
            "AT&T",
            "&copyé",
            "&ltx",
            "&T;",
            "&;",
            "R&D&amp;",
            "&a1b;");
    private static final List<String> OTHERS = List.of(
            "<!-- c -->",
            "<!--a--b-->",
            "<!---->",
            "<!--x--!>",
            "<!doctype html>",
            "<?xml version='1.0'?>",
            "<!x>",
            "</>",
            "</ x>",
            "<![CDATA[x]]>",
            "<script>if(a<b)</script>",
            "<style>x</style>",
            "<title>x</title>",
            "<textarea>\nx</textarea>");

    private final Random random;
    private final StringBuilder html = new StringBuilder();

    private TagSoup(Random random) {
        this.random = random;
    }

    static String of(Random random) {
        TagSoup soup = new TagSoup(random);
        if (random.nextInt(3) > 0) {
            soup.html.append("<!doctype html>");
        }
        if (random.nextInt(3) == 0) {
            soup.html.append("<html><head><title>t</title></head><body>");
        }
        boolean isUsual = random.nextInt(3) > 0;
        for (int pieces = 1 + random.nextInt(PIECES_MAX); pieces > 0; pieces--) {
            soup.piece(isUsual && random.nextInt(8) > 0 ? USUAL : NAMES);
        }
        return soup.html.toString();
    }

    private void piece(List<String> names) {
        String name = any(names);
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 ->
                html.append('<')
                        .append(random.nextInt(30) == 0 ? name.toUpperCase(Locale.ROOT) : name)
                        .append(random.nextInt(4) == 0 ? any(ATTRIBUTES) : "")
                        .append('>');
            case 5, 6, 7 -> html.append("</").append(name).append('>');
            case 8, 9, 10 -> html.append(any(TEXTS));
            default -> html.append(any(OTHERS));
        }
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
