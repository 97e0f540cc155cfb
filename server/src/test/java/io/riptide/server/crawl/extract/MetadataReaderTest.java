package io.riptide.server.crawl.extract;

import static io.riptide.server.crawl.extract.Pages.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataReaderTest {
    private static PageMetadata withJsonLd(String json) {
        return metadata("<head><script type='application/ld+json'>" + json + "</script></head>");
    }

    @Test
    void openGraphAndMetaAreRead() {
        PageMetadata metadata = metadata("""
                <html lang="en-GB"><head><title>Story | The Site</title>
                <meta property="og:title" content="Story &amp; more">
                <meta property="og:site_name" content="The Site">
                <meta name="description" content=" A
                  summary ">
                <meta name="author" content="Ann Author">
                <meta property="article:published_time" content="2025-09-04T10:00:00+0200">
                <meta property="article:section" content="Food">
                <meta property="article:tag" content="Health"><meta property="article:tag" content="food">
                <meta name="keywords" content="meals, health,, diet"></head>
                """);
        assertThat(metadata.title()).isEqualTo("Story & more");
        assertThat(metadata.siteName()).isEqualTo("The Site");
        assertThat(metadata.description()).isEqualTo("A summary");
        assertThat(metadata.byline()).isEqualTo("Ann Author");
        assertThat(metadata.published()).isEqualTo("2025-09-04T10:00:00+02:00");
        assertThat(metadata.language()).isEqualTo("en-GB");
        assertThat(metadata.categories()).containsExactly("Food", "Health", "meals", "diet");
    }

    @Test
    void siteNameIsCutFromTheTitle() {
        String site = "<meta property=og:site_name content='The Site'>";
        assertThat(metadata(site + "<title>Story | the site</title>").title()).isEqualTo("Story");
        assertThat(metadata(site + "<title>Welcome to The Site</title>").title())
                .isEqualTo("Welcome to The Site");
        assertThat(metadata(site + "<title>The Site</title>").title()).isEqualTo("The Site");
    }

    @Test
    void headingIsTheLastResortForATitle() {
        assertThat(Pages.article("<body><h1>The <i>heading</i></h1>").metadata().title())
                .isEqualTo("The heading");
    }

    @Test
    void titlesOfDrawingsAreNotThePages() {
        assertThat(Pages.article("<body><svg><title>icon</title></svg><h1>H</h1>")
                        .metadata()
                        .title())
                .isEqualTo("H");
    }

    @Test
    void jsonLdIsRead() {
        PageMetadata metadata = withJsonLd("""
                {"@context":"https://schema.org","@graph":[
                  {"@type":"WebPage","headline":"page","inLanguage":"de"},
                  {"@type":["NewsArticle"],"headline":"Head\\u00e9 \\ud800x","author":[{"name":"A"},{"name":"B"},"C","a"],
                   "datePublished":"2024-02-29","publisher":{"name":"Pub"},"articleSection":["S"],"keywords":["k","l"],
                   "inLanguage":"fr_FR","description":"D"}]}
                """);
        assertThat(metadata.title()).isEqualTo("Headé \ufffdx");
        assertThat(metadata.byline()).isEqualTo("A, B, C");
        assertThat(metadata.published()).isEqualTo("2024-02-29");
        assertThat(metadata.siteName()).isEqualTo("Pub");
        assertThat(metadata.language()).isEqualTo("fr-FR");
        assertThat(metadata.description()).isEqualTo("D");
        assertThat(metadata.categories()).containsExactly("S", "k", "l");
    }

    @Test
    void thingsNamedElsewhereInTheGraphAreFound() {
        PageMetadata metadata = withJsonLd("""
                {"@graph":[{"@type":"Article","author":{"@id":"#a"},"publisher":{"@id":"#p"}},
                  {"@type":"Person","@id":"#a","name":"Ann"},{"@type":"Organization","@id":"#p","name":"Tom &amp; Co"}]}
                """);
        assertThat(metadata.byline()).isEqualTo("Ann");
        assertThat(metadata.siteName()).isEqualTo("Tom & Co");
    }

    @Test
    void referencesEscapedTwiceAreResolved() {
        assertThat(metadata("<meta property=og:title content='a &amp;amp; b &amp;quot;c&amp;quot;'>")
                        .title())
                .isEqualTo("a & b \"c\"");
        assertThat(metadata("<title>How to write &amp;amp;</title>").title()).isEqualTo("How to write &amp;");
    }

    @Test
    void addressOfAnAuthorHidesNoName() {
        assertThat(metadata("<meta property=article:author content='https://a.example/me'>"
                                + "<meta name=parsely-author content=Ann>")
                        .byline())
                .isEqualTo("Ann");
    }

    @Test
    void papersAndMicrodataNameAuthorsAndDates() {
        PageMetadata paper =
                metadata("<meta name=citation_author content='A, Ann'><meta name=citation_author content=B>"
                        + "<meta name=citation_publication_date content=2020/01/02>");
        assertThat(paper.byline()).isEqualTo("A, Ann, B");
        assertThat(paper.published()).isEqualTo("2020-01-02");
        assertThat(metadata("<meta name=DC.date.issued content=2020-01-03>").published())
                .isEqualTo("2020-01-03");
        assertThat(metadata("<meta name=dcterms.created content=2020-01-04>").published())
                .isEqualTo("2020-01-04");
        PageMetadata item = Pages.article("<div itemscope itemtype=https://schema.org/Article>by <span itemprop=author>"
                        + "<b itemprop=name>Ann</b>, editor</span><span itemprop=datePublished content=2020-01-05>")
                .metadata();
        assertThat(item.byline()).isEqualTo("Ann");
        assertThat(item.published()).isEqualTo("2020-01-05");
    }

    @Test
    void dateOfPublicationIsBetterThanOneOfTheContentAndThatThanAnyOther() {
        String other = "<time datetime=2020-01-01>x</time>";
        String inside = "<article><time datetime=2020-01-02>x</time></article>";
        assertThat(Pages.article(other).metadata().published()).isEqualTo("2020-01-01");
        assertThat(Pages.article(other + inside).metadata().published()).isEqualTo("2020-01-02");
        assertThat(Pages.article(other + inside + "<time pubdate datetime=2020-01-03>x</time>")
                        .metadata()
                        .published())
                .isEqualTo("2020-01-03");
    }

    @Test
    void lenientJsonIsRead() {
        assertThat(withJsonLd("{\"@type\":\"Article\", /* c */ \"headline\":\"a\nb\",}")
                        .title())
                .isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nonsense",
                "[1,2",
                "{\"@type\":5}",
                "null",
                "{\"@type\":\"Article\",\"author\":{\"name\":{}}}"
            })
    void badJsonLdSaysNothing(String json) {
        assertThat(withJsonLd(json)).isEqualTo(PageMetadata.NONE);
    }

    @Test
    void deepAndLargeJsonLdSaysNothing() {
        assertThat(withJsonLd("[".repeat(100_000))).isEqualTo(PageMetadata.NONE);
        String large = "{\"@type\":\"Article\",\"headline\":\"" + "x".repeat(600_000) + "\"}";
        assertThat(withJsonLd(large)).isEqualTo(PageMetadata.NONE);
    }

    @Test
    void fieldsAreBounded() {
        String tags = "<meta property='article:tag' content='a'>".repeat(10_000);
        PageMetadata metadata =
                metadata("<title>" + "t".repeat(100_000) + "</title>" + tags + "<meta name=keywords content='"
                        + "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,1,2,3,4,5,6,7,8,9,0'>");
        assertThat(metadata.title()).hasSize(500);
        assertThat(metadata.categories()).hasSize(32);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-09-04,2025-09-04",
        "2025-09-04T10:11:12Z,2025-09-04T10:11:12Z",
        "2025-09-04 10:11:12 +02:00,2025-09-04T10:11:12+02:00",
        "2025-09-04T10:11:12.345-0530,2025-09-04T10:11:12-05:30",
        "2025-09-04T10:11,2025-09-04",
        "20250904,2025-09-04",
        "2021/03/05 10:00,2021-03-05",
        "2021-3-5T10:00:00Z,2021-03-05T10:00:00Z",
        "'March 5, 2021',2021-03-05",
        "Sept. 5th 2021 at noon,2021-09-05",
        "'5 March 2021, 10:00',2021-03-05",
        "4 Sep 2025 10:11:12 GMT,2025-09-04T10:11:12Z",
        "'Thu, 4 Sep 2025 10:11:12 GMT',2025-09-04T10:11:12Z"
    })
    void datesAreReadStrictly(String declared, String date) {
        assertThat(PageDates.read(declared)).contains(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2025-13-01",
                "2025-02-30",
                "0001-01-01",
                "9999-01-01",
                "04/09/2025",
                "Someday 5, 2021",
                "2021-3",
                "2025-09-04T25:00Z"
            })
    void whatIsNoDateIsNone(String declared) {
        assertThat(PageDates.read(declared)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"english please", "x", "{{lang}}", "<script>"})
    void whatIsNoLanguageIsNone(String language) {
        assertThat(metadata("<html lang='" + language + "'>").language()).isEmpty();
    }
}
