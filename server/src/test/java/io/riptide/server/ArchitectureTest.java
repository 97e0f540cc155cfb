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
        only("io.riptide.server.crawl.fetch..", "org.asynchttpclient..");
        only("io.riptide.server.crawl.extract..", "org.jsoup..");
        only("io.riptide.server.crawl.cache..", "io.lettuce..");
        only("io.riptide.server.cli..", "picocli..");
        only("io.riptide.server.log..", "ch.qos.logback..");
        only("io.riptide.server.config..", "tools.jackson.dataformat.yaml..");
    }

    @Test
    void onlyTheCrawlCaches() {
        only("io.riptide.server.crawl..", "com.github.benmanes.caffeine..");
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

    private static void only(String ours, String library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(ours)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(SERVER);
    }
}
