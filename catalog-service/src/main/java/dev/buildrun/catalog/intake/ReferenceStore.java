package dev.buildrun.catalog.intake;

import static dev.buildrun.database.schema.Tables.REFRESH_STATE_CONFLICTS;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE_REFERENCES;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.unnest;
import static org.jooq.impl.DSL.val;

import dev.buildrun.database.Columns;
import dev.buildrun.database.Tx;
import dev.buildrun.database.schema.tables.RefreshStateReferences;
import java.util.Collection;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Record1;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Who declares what, and who would like to. */
final class ReferenceStore {
    private static final RefreshStateReferences R = REFRESH_STATE_REFERENCES;

    private static final String REMOVE_CHILDREN = """
            delete from refresh_state_references as r
            where r.source_entity_ref = any ({0})
                and not exists (
                    select from unnest({1}, {2}) as kept (source, target)
                    where kept.source = r.source_entity_ref and kept.target = r.target_entity_ref)
            returning r.target_entity_ref""";

    private static final String ADD_CHILDREN = """
            insert into refresh_state_references (source_entity_ref, target_entity_ref)
            select source, target from unnest({0}, {1}) as wanted (source, target)
            on conflict do nothing
            returning target_entity_ref""";

    private static final String ADD_DECLARED = """
            insert into refresh_state_references (source_key, target_entity_ref)
            select {0}, target from unnest({1}) as wanted (target)
            on conflict do nothing
            returning target_entity_ref""";

    private static final String ADD_CONFLICTS = """
            insert into refresh_state_conflicts (source_entity_ref, target_entity_ref, location_key)
            select source, target, location_key from unnest({0}, {1}, {2}) as refused (source, target, location_key)
            on conflict do nothing""";

    /** What one source no longer declares, and what it declares now and did not before. */
    record Shift(Set<String> lost, Set<String> gained) {}

    /** That a parent leads to a child. */
    record Edge(String parent, String child) {}

    /** Makes these the entities that the parents lead to; that others lead to them as well is left alone. */
    Shift replaceChildren(Tx tx, Collection<String> parents, Collection<Edge> edges) {
        var sources = Columns.texts(edges, Edge::parent);
        var targets = Columns.texts(edges, Edge::child);
        var lost = tx.jooq()
                .resultQuery(REMOVE_CHILDREN, Columns.texts(parents), sources, targets)
                .fetchSet(R.TARGET_ENTITY_REF);
        return new Shift(lost, addChildren(tx, edges));
    }

    /** These lead to each other too; returns the children for which that is new. */
    Set<String> addChildren(Tx tx, Collection<Edge> edges) {
        return edges.isEmpty()
                ? Set.of()
                : tx.jooq()
                        .resultQuery(
                                ADD_CHILDREN, Columns.texts(edges, Edge::parent), Columns.texts(edges, Edge::child))
                        .fetchSet(R.TARGET_ENTITY_REF);
    }

    /** The provider declares these too; returns the refs for which that is new. */
    Set<String> declare(Tx tx, String sourceKey, Set<String> refs) {
        return tx.jooq()
                .resultQuery(ADD_DECLARED, val(sourceKey), Columns.texts(refs))
                .fetchSet(R.TARGET_ENTITY_REF);
    }

    /** Takes the provider's word back; returns the refs that it had declared. */
    Set<String> withdraw(Tx tx, String sourceKey, Collection<String> refs) {
        return remove(tx, R.SOURCE_KEY.eq(sourceKey).and(R.TARGET_ENTITY_REF.eq(any(Columns.texts(refs)))));
    }

    private static Set<String> remove(Tx tx, Condition condition) {
        return tx.jooq()
                .deleteFrom(R)
                .where(condition)
                .returning(R.TARGET_ENTITY_REF)
                .fetchSet(R.TARGET_ENTITY_REF);
    }

    /** Notes what the parent was refused because another source has it. */
    void replaceConflicts(Tx tx, Collection<String> parents, Collection<Conflict> conflicts) {
        tx.jooq()
                .deleteFrom(REFRESH_STATE_CONFLICTS)
                .where(REFRESH_STATE_CONFLICTS.SOURCE_ENTITY_REF.eq(any(Columns.texts(parents))))
                .execute();
        if (!conflicts.isEmpty()) {
            tx.jooq()
                    .execute(
                            ADD_CONFLICTS,
                            Columns.texts(conflicts, Conflict::parent),
                            Columns.texts(conflicts, Conflict::ref),
                            Columns.texts(conflicts, Conflict::locationKey));
        }
    }

    /** An entity that its parent may not declare under the key. */
    record Conflict(String parent, String ref, @Nullable String locationKey) {}

    Set<String> childrenOf(Tx tx, Collection<String> parents) {
        return tx.jooq()
                .selectDistinct(R.TARGET_ENTITY_REF)
                .from(R)
                .where(R.SOURCE_ENTITY_REF.eq(any(Columns.texts(parents))))
                .fetchSet(R.TARGET_ENTITY_REF);
    }

    Set<String> parentsOf(Tx tx, Collection<String> children) {
        return tx.jooq()
                .selectDistinct(R.SOURCE_ENTITY_REF)
                .from(R)
                .where(R.TARGET_ENTITY_REF.eq(any(Columns.texts(children))))
                .and(R.SOURCE_ENTITY_REF.isNotNull())
                .fetchSet(R.SOURCE_ENTITY_REF);
    }

    /** The entities that were refused one of these. */
    Set<String> losersOf(Tx tx, Collection<String> refs) {
        return tx.jooq()
                .selectDistinct(REFRESH_STATE_CONFLICTS.SOURCE_ENTITY_REF)
                .from(REFRESH_STATE_CONFLICTS)
                .where(REFRESH_STATE_CONFLICTS.TARGET_ENTITY_REF.eq(any(Columns.texts(refs))))
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
