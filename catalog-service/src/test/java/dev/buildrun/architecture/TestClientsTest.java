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
    /** They serve routes that they have made up, or talk over WebSockets; no document has either. */
    private static final Set<String> NOT_IN_DOCUMENTS =
            Set.of("Browser", "HttpEdgeTest", "LifecycleTest", "LongWorkTest", "SignalsTest", "WithoutDatabaseTest");

    private static boolean makesAClient(JavaClass test) {
        return test.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(HttpClient.class)
                        && Set.of("newHttpClient", "newBuilder")
                                .contains(call.getTarget().getName()));
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
                .containsExactlyInAnyOrderElementsOf(NOT_IN_DOCUMENTS);
    }
}
