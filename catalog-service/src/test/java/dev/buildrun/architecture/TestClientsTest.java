package dev.buildrun.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.buildrun.api.contract.CheckedHttpClient;
import java.net.http.HttpClient;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No test talks to the service past the documents. */
class TestClientsTest {
    /** They serve routes that they have made up, which no document has. */
    private static final Set<String> MADE_UP_ROUTES = Set.of("HttpEdgeTest", "LifecycleTest", "LongWorkTest");

    private static boolean makesAClient(JavaClass test) {
        return test.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(HttpClient.class)
                        && call.getTarget().getName().startsWith("new"));
    }

    private static boolean checks(JavaClass test) {
        return test.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(CheckedHttpClient.class));
    }

    @Test
    void everyClientChecksItsExchanges() {
        var tests = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages("dev.buildrun");

        assertThat(tests)
                .filteredOn(TestClientsTest::makesAClient)
                .isNotEmpty()
                .filteredOn(test -> !checks(test))
                .extracting(JavaClass::getSimpleName)
                .containsExactlyInAnyOrderElementsOf(MADE_UP_ROUTES);
    }
}
