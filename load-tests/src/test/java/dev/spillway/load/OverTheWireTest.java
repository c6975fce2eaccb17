package dev.spillway.load;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module may see of the others. */
class OverTheWireTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.spillway.load");

    @Test
    void onlyTheMicrobenchmarksSeeTheFeatures() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.spillway.load.micro..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.spillway.core..",
                        "dev.spillway.cascade..",
                        "dev.spillway.rules..",
                        "dev.spillway.offload..",
                        "dev.spillway.expressions..",
                        "dev.spillway.gateway..")
                .because("everything else is measured from outside, as users meet it")
                .check(OURS);
    }

    @Test
    void nothingAtAllSeesTheGateway() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.spillway.gateway..")
                .because("the gateway is started as a process of its own")
                .check(OURS);
    }
}
