package dev.spillway.gateway.tidy;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, and what only one place may do. */
class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.spillway");

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(OURS);
    }

    @Test
    void coreKnowsNoProtocolAndNoLibraryButFutures() {
        check(classes()
                .that()
                .resideInAPackage("dev.spillway.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.spillway.core..", "io.vertx.core")
                .because("everything hangs on core, so core hangs on nothing"));
        check(noClasses()
                .that()
                .resideInAPackage("dev.spillway.core..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.vertx.core.Vertx")
                .because("clocks and timers come from Time"));
    }

    @Test
    void theFeaturesNeverSeeEachOtherNorTheGateway() {
        String[] features = {"dev.spillway.cascade..", "dev.spillway.rules..", "dev.spillway.offload.."};
        for (String feature : features) {
            for (String other : features) {
                if (!feature.equals(other)) {
                    check(noClasses()
                            .that()
                            .resideInAPackage(feature)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(other)
                            .because("the gateway introduces them"));
                }
            }
            check(noClasses()
                    .that()
                    .resideInAPackage(feature)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.spillway.gateway..", "dev.spillway.proto..", "io.grpc..")
                    .because("arrows run from the gateway to the features"));
        }
    }

    @Test
    void thePackagesOfTheGatewayHaveNoCycles() {
        check(slices().matching("dev.spillway.gateway.(*)..").should().beFreeOfCycles());
        check(slices().matching("dev.spillway.core.(*)..").should().beFreeOfCycles());
    }

    @Test
    void onlyTheTimeSeamReadsClocksAndSetsTimers() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.spillway..")
                .and()
                .resideOutsideOfPackage("dev.spillway.load..")
                .and()
                .doNotHaveFullyQualifiedName("dev.spillway.gateway.loops.LoopTime")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Timer.class)
                .orShould()
                .callMethodWhere(target(owner(assignableTo(ScheduledExecutorService.class)))
                        .and(target(nameStartingWith("schedule"))))
                .orShould()
                .callMethodWhere(target(owner(assignableTo(Vertx.class)))
                        .and(target(nameMatching("setTimer|setPeriodic|timer"))))
                .because("clocks and timers come from dev.spillway.core.Time, so that tests can move them"));
        check(noClasses()
                .that()
                .resideInAPackage("dev.spillway..")
                .and()
                .resideOutsideOfPackages("dev.spillway.load..", "dev.spillway.gateway.resilience..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .because("only a library that wants a clock is shown one, and that one is Time"));
    }

    @Test
    void noFutureTimesOutByItself() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.spillway..")
                .should()
                .callMethod(Future.class, "timeout", long.class, java.util.concurrent.TimeUnit.class)
                .orShould()
                .callMethod(Future.class, "await")
                .because("it may fire off the event loop and cancels nothing; use new Within(most, time)"));
        check(noClasses()
                .that()
                .resideInAPackage("dev.spillway..")
                .and()
                .resideOutsideOfPackages("dev.spillway.load..", "dev.spillway.gateway")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(CompletableFuture.class)
                .because("work on event loops is composed with Vert.x futures; only start and end may block"));
    }

    @Test
    void statusCodesAppearAtTheEdgesAndWhereBackendsSpeakThem() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.spillway.gateway..")
                .and()
                .resideOutsideOfPackages("dev.spillway.gateway.edge..", "dev.spillway.gateway.backend..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.grpc.Status")
                .because("an outcome becomes a status in Statuses alone"));
    }

    @Test
    void eachLibraryStaysInItsPlace() {
        only("io.micrometer..", "dev.spillway.gateway.observe..", "dev.spillway.gateway");
        only("com.github.benmanes.caffeine..", "dev.spillway.gateway.cache..");
        only("org.snakeyaml..", "dev.spillway.gateway.config..");
        only("com.networknt..", "dev.spillway.gateway.route..");
        only("dev.cel..", "dev.spillway.expressions..");
        only("info.picocli..", "dev.spillway.gateway.cli..", "dev.spillway.gateway", "dev.spillway.load..");
        only("ch.qos.logback..", "dev.spillway.gateway.observe..");
        only("org.sqlite..", "dev.spillway.offload.sqlite..");
        only("io.github.resilience4j..", "dev.spillway.gateway.resilience..");
        only("org.HdrHistogram..", "dev.spillway.cascade..", "dev.spillway.load..");
        only("org.apache.commons.statistics..", "dev.spillway.cascade.calibration..");
    }

    private static void only(String library, String... homes) {
        check(noClasses()
                .that()
                .resideInAPackage("dev.spillway..")
                .and()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("each third-party library has one home"));
    }
}
