package dev.buildrun.platform.conformance;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG_HEAD;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_COMPONENTS;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_CURSOR;
import static dev.buildrun.database.schema.Tables.CONFORMANCE_DUE;

import dev.buildrun.database.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;

/** The selects of {@link CurrentResults}. */
final class CurrentReads {
    /** How far the change log goes. */
    long head(Tx tx) {
        return Objects.requireNonNull(
                tx.jooq().select(CHANGE_LOG_HEAD.SEQ).from(CHANGE_LOG_HEAD).fetchSingle(CHANGE_LOG_HEAD.SEQ));
    }

    /** Whether the results of a component are those of what it was at a position of the change log, or later. */
    boolean isCurrent(Tx tx, String component, long position, Instant now) {
        var hasCome = CONFORMANCE_CURSOR.POSITION.ge(position);
        var isKnown = CONFORMANCE_COMPONENTS.COMPONENT_REF.eq(component);
        var isDue = CONFORMANCE_DUE
                .COMPONENT_REF
                .eq(component)
                .and(CONFORMANCE_DUE.DUE_AT.le(now.atOffset(ZoneOffset.UTC)));
        return tx.jooq().fetchExists(CONFORMANCE_CURSOR, hasCome)
                && tx.jooq().fetchExists(CONFORMANCE_COMPONENTS, isKnown)
                && !tx.jooq().fetchExists(CONFORMANCE_DUE, isDue);
    }
}
