package dev.buildrun.deploy.crash;

import dev.buildrun.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What must hold in the tables at every moment, whatever was killed when. */
public final class StoreChecks {
    private static final int SHOWN = 10;

    /** Each counts what must not be there. */
    private static final List<String> NEVER = List.of("""
            select 'the log has a gap, or another end than its head says' where not (select
                coalesce(max(seq), 0) = count(*) and coalesce(max(seq), 0) = (select seq from change_log_head) from change_log)
            """, """
            select 'transaction ' || tx || ' is scattered over the log' from change_log group by tx
                having max(seq) - min(seq) + 1 <> count(*)
            """, """
            select 'in the log, ' || entity_ref || ' is ' || what || ' after ' || coalesce(before, 'nothing') || ' at ' || seq
            from (select *, lag(what) over w as before, lag(entity_id) over w as uid_before
                from change_log window w as (partition by entity_ref order by seq)) as entry
            where case what
                when 'removed' then before is null or before = 'removed' or uid_before <> entity_id
                else before = 'changed' and uid_before <> entity_id end
            """, """
            select 'waits for nothing: ' || entity_ref from refresh_state
            where next_update_at = 'infinity' and (claim is not null or processed_by = '' or urgent)
            """, """
            select 'orphan or not: ' || entity_ref from refresh_state
            where (orphaned_at is null) <> exists (
                select from refresh_state_references where target_entity_ref = entity_ref)
            """, """
            select 'other refs in the tables: ' || r.entity_ref || ' and ' || f.entity_ref
            from refresh_state r join final_entities f using (entity_id) where r.entity_ref <> f.entity_ref
            """, """
            select 'a result without a body: ' || r.entity_ref from refresh_state r left join final_entities f using (entity_id)
            where f.entity_id is null and result_hash <> '' and errors = '[]' and next_update_at = 'infinity'
            """);

    private StoreChecks() {}

    /** What is wrong; empty where all is well. */
    public static List<String> problems(Connection connection) throws SQLException {
        var problems = new ArrayList<String>();
        for (var sql : NEVER) {
            StoredState.each(connection, sql, row -> problems.add(row.getString(1)));
        }
        problems.addAll(differencesOfLog(connection));
        return problems.stream().limit(SHOWN).toList();
    }

    /** The newest row of each entity must be what the tables say. */
    private static List<String> differencesOfLog(Connection connection) throws SQLException {
        var logged = new TreeMap<String, String>();
        StoredState.each(
                connection,
                "select distinct on (entity_ref) entity_ref, entity_id, what, body, body_hash, errors, relations,"
                        + " parents, orphan from change_log order by entity_ref, seq desc",
                row -> {
                    if (row.getString(3).equals("changed")) {
                        logged.put(row.getString(1), text(row));
                    }
                });
        var stored = new TreeMap<String, String>();
        StoredState.each(connection, """
                select entity_ref, entity_id, '', body, body_hash, errors,
                    (select coalesce(json_agg(json_build_array(type, source_entity_ref, target_entity_ref)), '[]')
                        from relations where originating_entity_id = entity_id),
                    array(select source_entity_ref from refresh_state_references
                        where target_entity_ref = entity_ref and source_entity_ref is not null),
                    orphaned_at is not null
                from final_entities join refresh_state using (entity_id, entity_ref)
                """, row -> stored.put(row.getString(1), text(row)));
        return Differences.between("the tables", stored, "the log", logged).shown();
    }

    private static String text(java.sql.ResultSet row) throws SQLException {
        var relations = new TreeSet<String>();
        Json.read(row.getString(7)).forEach(edge -> relations.add(edge.toString()));
        var parents = new TreeSet<>(List.of((String[]) row.getArray(8).getArray()));
        return row.getString(2)
                + row.getString(4)
                + row.getString(5)
                + row.getString(6)
                + relations
                + parents
                + row.getBoolean(9);
    }

    /** How many rows of the log say nothing but what the one before says of the same entity. */
    public static int repeatedRows(Connection connection) throws SQLException {
        var count = new int[1];
        StoredState.each(connection, """
                select count(*) from (select what, row(body_hash, errors, orphan)::text as said, parents,
                    lag(row(body_hash, errors, orphan)::text) over w as before, lag(parents) over w as parents_before,
                    (select count(*) from json_array_elements(relations::json)) as edges,
                    lag(relations) over w as relations_before, relations
                    from change_log window w as (partition by entity_ref order by seq)) as entry
                where what = 'changed' and said = before and parents = parents_before and relations = relations_before
                """, row -> count[0] = row.getInt(1));
        return count[0];
    }
}
