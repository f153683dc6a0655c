package dev.buildrun.platform.deploy;

import static dev.buildrun.database.schema.Tables.CONFORMANCE_COMPONENTS;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_DUE;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.ZoneOffset;

/** Whether the results of a component are those of what it is now. */
final class CurrentResultsReads {
    boolean isCurrent(Tx tx, String component, Instant now) {
        var isKnown = tx.jooq().fetchExists(CONFORMANCE_COMPONENTS, CONFORMANCE_COMPONENTS.COMPONENT_REF.eq(component));
        return isKnown
                && !tx.jooq()
                        .fetchExists(
                                CONFORMANCE_DUE,
                                CONFORMANCE_DUE
                                        .COMPONENT_REF
                                        .eq(component)
                                        .and(CONFORMANCE_DUE.DUE_AT.le(now.atOffset(ZoneOffset.UTC))));
    }
}
