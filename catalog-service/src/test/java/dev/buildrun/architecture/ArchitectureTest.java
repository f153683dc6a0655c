package dev.buildrun.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.buildrun.architecture.bad.AsksTheSystemClock;
import dev.buildrun.architecture.bad.CallsVertx;
import dev.buildrun.architecture.bad.ProcessingHelper;
import dev.buildrun.architecture.bad.ReturnsAFuture;
import dev.buildrun.architecture.bad.RunsSql;
import dev.buildrun.architecture.bad.catalog.query.ReadsAFile;
import dev.buildrun.architecture.bad.cycle.here.Here;
import dev.buildrun.architecture.bad.cycle.there.There;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * The structure that reviews would otherwise have to guard. Every rule is also held against a class that breaks it on purpose, so that a
 * rule that matches nothing can't pass unseen.
 */
class ArchitectureTest {
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/database/schema/"))
            .importPackages("dev.buildrun");

    @Test
    void onlyTheEdgeKnowsVertx() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.buildrun.http..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.vertx..")
                        .because("a feature gives the edge a Mount of Routes, see package dev.buildrun.http"),
                CallsVertx.class);
    }

    @Test
    void onlyStoresKnowJooq() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.buildrun.database..")
                        .and()
                        .haveNameNotMatching(".*(Store|Reads)(\\$.*)?")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.jooq..")
                        .because("SQL belongs into a class named *Store or *Reads, whose methods take the Tx first"),
                RunsSql.class);
    }

    @Test
    void queriesAndTheIndexReachNothingOutside() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage("..catalog.query..", "..catalog.entity..")
                        .should()
                        .dependOnClassesThat(reachOutside())
                        .because("queries are answered from a snapshot in memory"),
                ReadsAFile.class);
    }

    @Test
    void futuresStayInTheEdge() {
        check(
                methods()
                        .that()
                        .areDeclaredInClassesThat()
                        .resideOutsideOfPackages("dev.buildrun.http..", "dev.buildrun.api.contract..")
                        .and()
                        .areNotPrivate()
                        .should()
                        .notHaveRawReturnType(assignableToFuture())
                        .because("code behind the edge blocks on virtual threads"),
                ReturnsAFuture.class);
    }

    @Test
    void namesSayWhatAClassIs() {
        check(
                noClasses()
                        .should()
                        .haveNameMatching(
                                ".*\\.([A-Za-z]*(Util|Utils|Helper|Manager|Impl)|Default[A-Z][A-Za-z]*|Abstract[A-Z][A-Za-z]*Base)")
                        .because("a class is named by the domain's own word"),
                ProcessingHelper.class);
    }

    @Test
    void timeComesFromAClock() {
        check(
                noClasses()
                        .should()
                        .callMethodWhere(DescribedPredicate.describe(
                                "the system clock is asked",
                                call -> isSystemTime(call.getTarget().getFullName())))
                        .because("a test moves the clock by hand, so it arrives by constructor as a " + Clock.class),
                AsksTheSystemClock.class);
    }

    @Test
    void packagesHaveNoCycles() {
        var rule = slices().matching("dev.buildrun.(**)").should().beFreeOfCycles();

        check(rule, Here.class, There.class);
    }

    private static boolean isSystemTime(String method) {
        return method.equals("java.time.Instant.now()")
                || method.equals("java.lang.System.currentTimeMillis()")
                || method.equals("java.time.OffsetDateTime.now()");
    }

    private static DescribedPredicate<JavaClass> reachOutside() {
        return resideInAPackage("java.nio.file..")
                .or(resideInAPackage("java.net.http.."))
                .or(resideInAPackage("java.sql.."))
                .or(resideInAPackage("org.jooq.."))
                .or(nameMatching("java\\.io\\.File.*"))
                .as("reach files, the network or the database");
    }

    private static DescribedPredicate<JavaClass> assignableToFuture() {
        return DescribedPredicate.describe(
                "a Future or CompletionStage",
                type -> type.isAssignableTo(Future.class) || type.isAssignableTo(CompletionStage.class));
    }

    private static void check(ArchRule rule, Class<?>... bad) {
        var violations = rule.evaluate(new ClassFileImporter().importClasses(bad));

        assertThat(violations.hasViolation())
                .as("the rule must catch %s", bad[0].getSimpleName())
                .isTrue();
        rule.allowEmptyShould(true).check(PRODUCTION);
    }
}
