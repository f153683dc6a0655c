package dev.buildrun.platform.contract;

import static dev.buildrun.database.schema.Tables.PLATFORM_CONTRACTS;
import static dev.buildrun.database.schema.Tables.PLATFORM_PLATFORMS;

import dev.buildrun.database.Tx;
import dev.buildrun.platform.contract.ContractInForce.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of contracts in force and of accepted platforms; written by whoever follows the log for all replicas. */
public final class ContractStore {
    private static final Logger LOG = LoggerFactory.getLogger(ContractStore.class);

    public ContractsInForce contracts(Tx tx) {
        return new ContractsInForce(
                tx.jooq().selectFrom(PLATFORM_CONTRACTS).orderBy(PLATFORM_CONTRACTS.VERSION).fetch().stream()
                        .flatMap(row -> contract(row).stream())
                        .toList());
    }

    /** One that this release can't read any more is as if it were not there; the catalog's own may take its place. */
    private static List<ContractInForce> contract(Record row) {
        return switch (Contract.parse(row.get(PLATFORM_CONTRACTS.DEFINITION))) {
            case Contract.Parsed.Good(var contract) ->
                List.of(new ContractInForce(
                        row.get(PLATFORM_CONTRACTS.ENTITY_REF),
                        contract,
                        row.get(PLATFORM_CONTRACTS.DEFINITION),
                        row.get(PLATFORM_CONTRACTS.ACCEPTED_AT).toInstant(),
                        refusal(row),
                        instant(row.get(PLATFORM_CONTRACTS.REMOVED_AT))));
            case Contract.Parsed.Bad(var problems) -> {
                LOG.atWarn()
                        .addKeyValue("version", row.get(PLATFORM_CONTRACTS.VERSION))
                        .addKeyValue("problems", problems)
                        .log("A contract in force can't be read any more");
                yield List.of();
            }
        };
    }

    private static @Nullable Refusal refusal(Record row) {
        var at = instant(row.get(PLATFORM_CONTRACTS.REFUSED_AT));
        return at == null
                ? null
                : new Refusal(
                        row.get(PLATFORM_CONTRACTS.REFUSED_DEFINITION),
                        List.of(row.get(PLATFORM_CONTRACTS.REFUSED_PROBLEMS)),
                        at);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static @Nullable OffsetDateTime offset(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    /** Puts versions in, or in the place of what is there. */
    public void save(Tx tx, Collection<ContractInForce> contracts, long position) {
        for (var each : contracts) {
            var refusal = each.refusal();
            var row = tx.jooq().newRecord(PLATFORM_CONTRACTS);
            row.set(PLATFORM_CONTRACTS.VERSION, each.contract().version());
            row.set(PLATFORM_CONTRACTS.ENTITY_REF, each.entityRef());
            row.set(PLATFORM_CONTRACTS.DEFINITION, each.definition());
            row.set(PLATFORM_CONTRACTS.STAGE, each.contract().stage().text());
            row.set(PLATFORM_CONTRACTS.ACCEPTED_AT, each.acceptedAt().atOffset(ZoneOffset.UTC));
            row.set(PLATFORM_CONTRACTS.POSITION, position);
            row.set(PLATFORM_CONTRACTS.REFUSED_DEFINITION, refusal == null ? null : refusal.definition());
            row.set(
                    PLATFORM_CONTRACTS.REFUSED_PROBLEMS,
                    refusal == null ? new String[0] : refusal.problems().toArray(String[]::new));
            row.set(PLATFORM_CONTRACTS.REFUSED_AT, refusal == null ? null : offset(refusal.at()));
            row.set(PLATFORM_CONTRACTS.REMOVED_AT, offset(each.removedAt()));
            tx.jooq()
                    .insertInto(PLATFORM_CONTRACTS)
                    .set(row)
                    .onConflict(PLATFORM_CONTRACTS.VERSION)
                    .doUpdate()
                    .set(row)
                    .execute();
        }
    }

    /** References of the components that were accepted as platforms or wait to be, in the order in which they came. */
    public List<String> platforms(Tx tx) {
        return tx.jooq()
                .select(PLATFORM_PLATFORMS.COMPONENT_REF)
                .from(PLATFORM_PLATFORMS)
                .orderBy(PLATFORM_PLATFORMS.ACCEPTED_AT, PLATFORM_PLATFORMS.POSITION, PLATFORM_PLATFORMS.COMPONENT_REF)
                .fetch(PLATFORM_PLATFORMS.COMPONENT_REF);
    }

    /** Forgets those that are none any more, and puts the new ones at the end. */
    public void savePlatforms(Tx tx, List<String> claimed, Instant now, long position) {
        tx.jooq()
                .deleteFrom(PLATFORM_PLATFORMS)
                .where(PLATFORM_PLATFORMS.COMPONENT_REF.notIn(claimed))
                .execute();
        for (var ref : claimed) {
            tx.jooq()
                    .insertInto(PLATFORM_PLATFORMS)
                    .set(PLATFORM_PLATFORMS.COMPONENT_REF, ref)
                    .set(PLATFORM_PLATFORMS.ACCEPTED_AT, now.atOffset(ZoneOffset.UTC))
                    .set(PLATFORM_PLATFORMS.POSITION, position)
                    .onConflictDoNothing()
                    .execute();
        }
    }
}
