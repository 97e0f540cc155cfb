package io.riptide.server;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.riptide.server");

    @Test
    void eachLibraryStaysBehindItsPackage() {
        only("org.asynchttpclient..", "io.riptide.server.crawl.fetch..");
        only("org.jsoup..", "io.riptide.server.crawl.extract..", "io.riptide.server.crawl.gate..");
        only("org.apache.pdfbox..", "io.riptide.server.crawl.pdf..");
        only("org.apache.fontbox..", "io.riptide.server.crawl.pdf..");
        only("picocli..", "io.riptide.server.cli..");
        only("ch.qos.logback..", "io.riptide.server.log..");
        only("tools.jackson.dataformat.yaml..", "io.riptide.server.config..");
    }

    @Test
    void onlyTheCrawlCaches() {
        only("com.github.benmanes.caffeine..", "io.riptide.server.crawl..");
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
