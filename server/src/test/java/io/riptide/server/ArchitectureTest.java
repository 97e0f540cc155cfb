package io.riptide.server;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import crawlercommons.sitemaps.SiteMapParser;
import java.net.URL;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.riptide.server");

    private static final DescribedPredicate<JavaClass> DIALS = resideInAPackage("java.net.http..")
            .or(simpleName("Socket"))
            .or(simpleName("SocketChannel").and(resideInAPackage("java.nio..")))
            .or(simpleName("DatagramSocket"))
            .or(simpleName("URLConnection"))
            .or(simpleName("HttpURLConnection"))
            .or(simpleName("Bootstrap").and(resideInAPackage("io.netty..")));

    @Test
    void eachLibraryStaysBehindItsPackage() {
        only("org.asynchttpclient..", "io.riptide.server.crawl.fetch..");
        only("org.jsoup..", "io.riptide.server.crawl.extract..", "io.riptide.server.crawl.gate..");
        only("org.apache.pdfbox..", "io.riptide.server.crawl.pdf..");
        only("org.apache.fontbox..", "io.riptide.server.crawl.pdf..");
        only("org.apache.commons.jexl3..", "io.riptide.server.pipeline.expression..");
        only("org.jtransforms..", "io.riptide.server.pipeline.spectrum..");
        only("org.visnow..", "io.riptide.server.pipeline.spectrum..");
        only("org.apache.lucene..", "io.riptide.server.search.index..");
        only("io.lettuce..", "io.riptide.server.crawl.cache..");
        only("picocli..", "io.riptide.server.cli..");
        only("ch.qos.logback..", "io.riptide.server.log..");
        only("tools.jackson.dataformat.yaml..", "io.riptide.server.config..");
    }

    @Test
    void onlyTheCrawlCaches() {
        only("com.github.benmanes.caffeine..", "io.riptide.server.crawl..");
    }

    /// Every fetch goes through the address check of `crawl.fetch`, whatever asks for it. Who else connects
    /// does so to what the operator has named: Redis, the server that a command talks to.
    @Test
    void nothingElseCanDial() {
        noClasses()
                .that()
                .resideInAPackage("io.riptide.server..")
                .and(not(resideInAnyPackage(
                        "io.riptide.server.crawl.fetch..",
                        "io.riptide.server.crawl.cache..",
                        "io.riptide.server.cli..")))
                // It warms up the server that it is part of, over a socket of that server's own.
                .and(not(simpleName("WarmupClient")))
                .should()
                .dependOnClassesThat(DIALS)
                .check(SERVER);
        noClasses()
                .should()
                .callMethodWhere(callsTo("crawlercommons.sitemaps.SiteMapParser", "walkSiteMap"))
                .orShould()
                .callMethod(SiteMapParser.class, "parseSiteMap", URL.class)
                .orShould()
                .callMethodWhere(callsTo("org.jsoup.Jsoup", "connect"))
                .orShould()
                .callMethodWhere(callsTo("java.net.URL", "openStream"))
                .orShould()
                .callMethodWhere(callsTo("java.net.URL", "openConnection"))
                .orShould()
                .callMethodWhere(callsTo("java.net.InetAddress", "isReachable"))
                .check(SERVER);
    }

    @Test
    void configurationKnowsNothingOfWhatItConfigures() {
        noClasses()
                .that()
                .resideInAPackage("io.riptide.server.config..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.riptide..")
                        .and(not(resideInAnyPackage("io.riptide.server.config..", "io.riptide.server.text.."))))
                .check(SERVER);
    }

    /// The root wires everything and is used by nobody but the command line's launcher.
    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.riptide.server.(*)..")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(resideInAPackage("io.riptide.server"), alwaysTrue())
                .check(SERVER);
    }

    @Test
    void namesSayWhatATypeIs() {
        noClasses()
                .should()
                .haveNameMatching(
                        ".*\\.[A-Za-z]*(Manager|Helper|Utils?|Impl|Abstract|Default|Processor|Service)[A-Za-z]*")
                .check(SERVER);
    }

    private static DescribedPredicate<JavaMethodCall> callsTo(String owner, String method) {
        return new DescribedPredicate<>("to " + owner + '.' + method) {
            @Override
            public boolean test(JavaMethodCall call) {
                return call.getTargetOwner().getName().equals(owner)
                        && call.getName().equals(method);
            }
        };
    }

    private static void only(String library, String... ours) {
        noClasses()
                .that()
                .resideOutsideOfPackages(ours)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(SERVER);
    }
}
