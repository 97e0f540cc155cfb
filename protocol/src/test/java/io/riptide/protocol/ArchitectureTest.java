package io.riptide.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses PROTOCOL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.riptide.protocol");

    @Test
    void codecsAndEngineMeetOnlyInStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.riptide.protocol.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.riptide.engine..")
                .check(PROTOCOL);
    }

    @Test
    void theProtocolKnowsNoJsonAndNoServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..", "io.riptide.server..", "org.slf4j..")
                .check(PROTOCOL);
    }
}
