package dev.buildrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.api.contract.Coverage;
import dev.buildrun.api.contract.Operation;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Runs after all other tests of the module ({@code junit-platform.properties}) and asks whether they have left out anything that the
 * documents promise. Alone it fails, as it should: nothing has been asked for then.
 */
@Order(Integer.MAX_VALUE)
class EveryOperationTest {
    /** Documented, and not served yet. What is served must not stand here. */
    private static final Set<String> NOT_YET = Set.of();

    @Test
    void hasBeenAnsweredWithSuccess() {
        var missing = Coverage.missing().stream().map(Operation::toString).toList();

        assertThat(missing).containsExactlyInAnyOrderElementsOf(NOT_YET);
    }
}
