package dev.buildrun.catalog.intake;

import static dev.buildrun.database.schema.Tables.REFRESH_STATE_CONFLICTS;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE_REFERENCES;
import static org.jooq.impl.DSL.all;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.unnest;
import static org.jooq.impl.DSL.val;

import dev.buildrun.database.Tx;
import dev.buildrun.database.schema.tables.RefreshStateReferences;
import java.util.Collection;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Who declares what, and who would like to. */
final class ReferenceStore {
    private static final RefreshStateReferences R = REFRESH_STATE_REFERENCES;

    /** What one source no longer declares, and what it declares now and did not before. */
    record Shift(Set<String> lost, Set<String> gained) {}

    /** Makes these the entities that the parent leads to; that others lead to them as well is left alone. */
    Shift replaceChildren(Tx tx, String parent, Set<String> children) {
        var targets = children.toArray(String[]::new);
        var lost = remove(tx, R.SOURCE_ENTITY_REF.eq(parent).and(R.TARGET_ENTITY_REF.ne(all(targets))));
        return new Shift(lost, add(tx, R.SOURCE_ENTITY_REF, parent, targets));
    }

    /** The same for parents without any children; returns what they lost. */
    Set<String> removeChildren(Tx tx, Collection<String> parents) {
        return remove(tx, R.SOURCE_ENTITY_REF.eq(any(parents.toArray(String[]::new))));
    }

    /** The provider declares these too; returns the refs for which that is new. */
    Set<String> declare(Tx tx, String sourceKey, Set<String> refs) {
        return add(tx, R.SOURCE_KEY, sourceKey, refs.toArray(String[]::new));
    }

    /** Takes the provider's word back; returns the refs that it had declared. */
    Set<String> withdraw(Tx tx, String sourceKey, Collection<String> refs) {
        var targets = refs.toArray(String[]::new);
        return remove(tx, R.SOURCE_KEY.eq(sourceKey).and(R.TARGET_ENTITY_REF.eq(any(targets))));
    }

    private static Set<String> remove(Tx tx, Condition condition) {
        return tx.jooq()
                .deleteFrom(R)
                .where(condition)
                .returning(R.TARGET_ENTITY_REF)
                .fetchSet(R.TARGET_ENTITY_REF);
    }

    private static Set<String> add(Tx tx, Field<String> column, String source, String[] targets) {
        return tx.jooq()
                .insertInto(R, column, R.TARGET_ENTITY_REF)
                .select(select(val(source), field(name("ref"), String.class))
                        .from(unnest(targets).as("target", "ref")))
                .onConflictDoNothing()
                .returning(R.TARGET_ENTITY_REF)
                .fetchSet(R.TARGET_ENTITY_REF);
    }

    /** Notes what the parent was refused because another source has it. */
    void replaceConflicts(Tx tx, Collection<String> parents, Collection<Conflict> conflicts) {
        tx.jooq()
                .deleteFrom(REFRESH_STATE_CONFLICTS)
                .where(REFRESH_STATE_CONFLICTS.SOURCE_ENTITY_REF.eq(any(parents.toArray(String[]::new))))
                .execute();
        for (var conflict : conflicts) {
            tx.jooq()
                    .insertInto(REFRESH_STATE_CONFLICTS)
                    .set(REFRESH_STATE_CONFLICTS.SOURCE_ENTITY_REF, conflict.parent())
                    .set(REFRESH_STATE_CONFLICTS.TARGET_ENTITY_REF, conflict.ref())
                    .set(REFRESH_STATE_CONFLICTS.LOCATION_KEY, conflict.locationKey())
                    .onConflictDoNothing()
                    .execute();
        }
    }

    /** An entity that its parent may not declare under the key. */
    record Conflict(String parent, String ref, @Nullable String locationKey) {}

    Set<String> childrenOf(Tx tx, Collection<String> parents) {
        return tx.jooq()
                .selectDistinct(R.TARGET_ENTITY_REF)
                .from(R)
                .where(R.SOURCE_ENTITY_REF.eq(any(parents.toArray(String[]::new))))
                .fetchSet(R.TARGET_ENTITY_REF);
    }

    Set<String> parentsOf(Tx tx, Collection<String> children) {
        return tx.jooq()
                .selectDistinct(R.SOURCE_ENTITY_REF)
                .from(R)
                .where(R.TARGET_ENTITY_REF.eq(any(children.toArray(String[]::new))))
                .and(R.SOURCE_ENTITY_REF.isNotNull())
                .fetchSet(R.SOURCE_ENTITY_REF);
    }

    /** The entities that were refused one of these. */
    Set<String> losersOf(Tx tx, Collection<String> refs) {
        return tx.jooq()
                .selectDistinct(REFRESH_STATE_CONFLICTS.SOURCE_ENTITY_REF)
                .from(REFRESH_STATE_CONFLICTS)
                .where(REFRESH_STATE_CONFLICTS.TARGET_ENTITY_REF.eq(any(refs.toArray(String[]::new))))
                .fetchSet(REFRESH_STATE_CONFLICTS.SOURCE_ENTITY_REF);
    }

    /** The names of all providers that declare something. */
    Set<String> sourceKeys(Tx tx) {
        return tx.jooq()
                .selectDistinct(R.SOURCE_KEY)
                .from(R)
                .where(R.SOURCE_KEY.isNotNull())
                .fetchSet(R.SOURCE_KEY);
    }

    /**
     * Of the given entities and all that they lead to, those that nothing else leads to: no provider, and no entity that is not
     * itself among them. Cycles among them do not keep them.
     */
    Set<String> unreachableWithout(Tx tx, Collection<String> roots) {
        var root = field(name("root"), String.class);
        var descendant = field(name("descendants", "ref"), String.class);
        var kept = field(name("kept", "ref"), String.class);
        Table<?> descendants = table(name("descendants"));
        Table<?> keptOnes = table(name("kept"));
        var outside = exists(selectOne()
                .from(R)
                .where(R.TARGET_ENTITY_REF.eq(descendant))
                .and(R.SOURCE_KEY.isNotNull().or(R.SOURCE_ENTITY_REF.notIn(refs("descendants")))));
        return tx.jooq()
                .withRecursive("descendants", "ref")
                .as(select(root)
                        .from(unnest(roots.toArray(String[]::new)).as("roots", "root"))
                        .union(select(R.TARGET_ENTITY_REF)
                                .from(R)
                                .join(descendants)
                                .on(R.SOURCE_ENTITY_REF.eq(descendant))))
                .with("kept", "ref")
                .as(select(descendant)
                        .from(descendants)
                        .where(outside)
                        .union(select(R.TARGET_ENTITY_REF)
                                .from(R)
                                .join(keptOnes)
                                .on(R.SOURCE_ENTITY_REF.eq(kept))))
                .select(descendant)
                .from(descendants)
                .except(refs("kept"))
                .fetchSet(0, String.class);
    }

    private static org.jooq.Select<Record1<String>> refs(String table) {
        return select(field(name(table, "ref"), String.class)).from(table(name(table)));
    }
}
