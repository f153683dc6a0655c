package dev.buildrun.platform.transfer;

import static dev.buildrun.database.schema.Tables.PLATFORM_TRANSFERS;

import dev.buildrun.database.Tx;
import dev.buildrun.platform.transfer.Transfer.Status;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The table of transfers. */
final class TransferStore {
    private static final int MOST = 200;

    /** False where the component is on its way to somebody already. */
    boolean insert(Tx tx, Transfer transfer) {
        return tx.jooq()
                        .insertInto(PLATFORM_TRANSFERS)
                        .set(PLATFORM_TRANSFERS.ID, transfer.id())
                        .set(PLATFORM_TRANSFERS.COMPONENT_REF, transfer.componentRef())
                        .set(PLATFORM_TRANSFERS.FROM_OWNER, transfer.from())
                        .set(PLATFORM_TRANSFERS.TO_OWNER, transfer.to())
                        .set(PLATFORM_TRANSFERS.REASON, transfer.asked().reason())
                        .set(PLATFORM_TRANSFERS.STATUS, transfer.status().text())
                        .set(PLATFORM_TRANSFERS.REQUESTED_BY, transfer.asked().by())
                        .set(
                                PLATFORM_TRANSFERS.REQUESTED_AT,
                                transfer.asked().at().atOffset(ZoneOffset.UTC))
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /** False where it is not in that status any more. */
    boolean decide(Tx tx, UUID id, List<Status> from, Status to, Transfer.Decided decided) {
        return tx.jooq()
                        .update(PLATFORM_TRANSFERS)
                        .set(PLATFORM_TRANSFERS.STATUS, to.text())
                        .set(PLATFORM_TRANSFERS.DECIDED_BY, decided.by())
                        .set(PLATFORM_TRANSFERS.DECIDED_AT, decided.at().atOffset(ZoneOffset.UTC))
                        .where(PLATFORM_TRANSFERS.ID.eq(id))
                        .and(PLATFORM_TRANSFERS.STATUS.in(
                                from.stream().map(Status::text).toList()))
                        .execute()
                > 0;
    }

    boolean done(Tx tx, UUID id, Instant at) {
        return tx.jooq()
                        .update(PLATFORM_TRANSFERS)
                        .set(PLATFORM_TRANSFERS.STATUS, Status.DONE.text())
                        .set(PLATFORM_TRANSFERS.DONE_AT, at.atOffset(ZoneOffset.UTC))
                        .where(PLATFORM_TRANSFERS.ID.eq(id))
                        .and(PLATFORM_TRANSFERS.STATUS.eq(Status.ACCEPTED.text()))
                        .execute()
                > 0;
    }

    Optional<Transfer> find(Tx tx, UUID id) {
        return tx.jooq()
                .selectFrom(PLATFORM_TRANSFERS)
                .where(PLATFORM_TRANSFERS.ID.eq(id))
                .fetchOptional(TransferStore::transfer);
    }

    /** The newest first. */
    List<Transfer> list(Tx tx, @Nullable String componentRef) {
        return tx.jooq()
                .selectFrom(PLATFORM_TRANSFERS)
                .where(componentRef == null ? DSL.noCondition() : PLATFORM_TRANSFERS.COMPONENT_REF.eq(componentRef))
                .orderBy(PLATFORM_TRANSFERS.REQUESTED_AT.desc(), PLATFORM_TRANSFERS.ID)
                .limit(MOST)
                .fetch(TransferStore::transfer);
    }

    /** Those that both teams have agreed to and the catalog does not show yet, as far as is known. */
    List<Transfer> accepted(Tx tx) {
        return tx.jooq()
                .selectFrom(PLATFORM_TRANSFERS)
                .where(PLATFORM_TRANSFERS.STATUS.eq(Status.ACCEPTED.text()))
                .orderBy(PLATFORM_TRANSFERS.REQUESTED_AT)
                .fetch(TransferStore::transfer);
    }

    private static Transfer transfer(Record row) {
        var decidedBy = row.get(PLATFORM_TRANSFERS.DECIDED_BY);
        var doneAt = row.get(PLATFORM_TRANSFERS.DONE_AT);
        return new Transfer(
                row.get(PLATFORM_TRANSFERS.ID),
                row.get(PLATFORM_TRANSFERS.COMPONENT_REF),
                row.get(PLATFORM_TRANSFERS.FROM_OWNER),
                row.get(PLATFORM_TRANSFERS.TO_OWNER),
                new Transfer.Asked(
                        row.get(PLATFORM_TRANSFERS.REQUESTED_BY),
                        row.get(PLATFORM_TRANSFERS.REQUESTED_AT).toInstant(),
                        row.get(PLATFORM_TRANSFERS.REASON)),
                Status.valueOf(row.get(PLATFORM_TRANSFERS.STATUS).toUpperCase(Locale.ROOT)),
                decidedBy == null
                        ? null
                        : new Transfer.Decided(
                                decidedBy,
                                row.get(PLATFORM_TRANSFERS.DECIDED_AT).toInstant()),
                doneAt == null ? null : doneAt.toInstant());
    }
}
