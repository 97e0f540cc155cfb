package io.riptide.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.riptide.engine");

    @Test
    void theEngineKnowsNoNetworkAndNoJson() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.riptide.engine..",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.nio..",
                        "org.agrona..",
                        "org.HdrHistogram..",
                        "org.jspecify..")
                .check(ENGINE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.riptide.engine.(*)..").should().beFreeOfCycles().check(ENGINE);
    }

    @Test
    void memoryKnowsNothingButItself() {
        noClasses()
                .that()
                .resideInAPackage("io.riptide.engine.memory")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.riptide.engine.log..", "io.riptide.engine.flow..", "io.riptide.engine.run..")
                .check(ENGINE);
    }

    @Test
    void namesSayWhatATypeIs() {
        noClasses()
                .should()
                .haveNameMatching(".*\\.[A-Za-z]*(Manager|Helper|Utils?|Impl|Base|Abstract|Default|Data|Info|Common"
                        + "|Processor|Service)[A-Za-z]*")
                .check(ENGINE);
    }
}
