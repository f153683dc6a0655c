package dev.buildrun.deploy.crash;

import dev.buildrun.catalog.entity.CanonicalJson;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.FinalEntity;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.json.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All tables of the catalog but its log, as of one moment, read by SQL of our own. */
public final class StoredState {
    /** A row of {@code refresh_state}; {@code cache} is empty where it does not count. */
    public record Desired(
            String uid, JsonNode entity, @Nullable String locationKey, JsonNode errors, boolean orphan, String rest) {}

    private final Map<String, Desired> desired = new TreeMap<>();
    private final Map<String, JsonNode> bodies = new TreeMap<>();
    private final List<Relation> relations = new ArrayList<>();
    private final Map<String, Set<String>> edges = new TreeMap<>();
    private final Map<String, Set<String>> parents = new TreeMap<>();
    private final Map<String, Set<String>> refused = new TreeMap<>();
    private final Map<String, Set<String>> keys = new TreeMap<>();

    private StoredState() {}

    public static StoredState read(Connection connection) throws SQLException {
        var state = new StoredState();
        state.readDesired(connection);
        each(
                connection,
                "select entity_ref, body from final_entities",
                row -> state.bodies.put(row.getString(1), Json.read(row.getString(2))));
        each(
                connection,
                "select f.entity_ref, r.type, r.source_entity_ref, r.target_entity_ref from relations r"
                        + " join final_entities f on f.entity_id = r.originating_entity_id",
                row -> {
                    var relation = new Relation(row.getString(2), row.getString(3), row.getString(4));
                    state.relations.add(relation);
                    add(state.edges, row.getString(1), relation.toString());
                });
        each(
                connection,
                "select target_entity_ref, coalesce(source_entity_ref, 'provider ' || source_key)"
                        + " from refresh_state_references",
                row -> add(state.parents, row.getString(1), row.getString(2)));
        each(
                connection,
                "select target_entity_ref, source_entity_ref from refresh_state_conflicts",
                row -> add(state.refused, row.getString(1), row.getString(2)));
        each(
                connection,
                "select entity_ref, key from refresh_keys join refresh_state using (entity_id)",
                row -> add(state.keys, row.getString(1), row.getString(2)));
        return state;
    }

    private void readDesired(Connection connection) throws SQLException {
        each(
                connection,
                "select entity_ref, entity_id, unprocessed_entity, location_key, errors, orphaned_at is not null,"
                        + " next_update_at = 'infinity', processed_by, case errors when '[]' then cache else '' end"
                        + " from refresh_state",
                row -> desired.put(
                        row.getString(1),
                        new Desired(
                                row.getString(2),
                                Json.read(row.getString(3)),
                                row.getString(4),
                                Json.read(row.getString(5)),
                                row.getBoolean(6),
                                "for good " + row.getBoolean(7) + " by " + row.getString(8) + " cache "
                                        + row.getString(9))));
    }

    /** Takes one row; may fail as the driver does. */
    @FunctionalInterface
    public interface Row {
        void take(ResultSet row) throws SQLException;
    }

    public static void each(Connection connection, String sql, Row each) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.take(rows);
            }
        }
    }

    private static void add(Map<String, Set<String>> sets, String key, String value) {
        if (!sets.computeIfAbsent(key, _ -> new TreeSet<>()).add(value)) {
            throw new IllegalStateException("Twice in the tables: " + key + " " + value);
        }
    }

    public Map<String, JsonNode> bodies() {
        return bodies;
    }

    Set<String> edges(String ref) {
        return edges.getOrDefault(ref, Set.of());
    }

    /** What declares the entity: refs of entities, and {@code provider <name>}. */
    Set<String> parents(String ref) {
        return parents.getOrDefault(ref, Set.of());
    }

    public Map<String, Desired> desired() {
        return desired;
    }

    /** How many rows there are. */
    public int size() {
        return desired.size() + bodies.size() + relations.size() + count(parents) + count(refused) + count(keys);
    }

    private static int count(Map<String, Set<String>> sets) {
        return sets.values().stream().mapToInt(Set::size).sum();
    }

    /** Everything that does not depend on the way there, by what it is: equal for equal sources. */
    public Map<String, String> essence(Ambiguity ambiguity) {
        var essence = new TreeMap<String, String>();
        desired.forEach((ref, row) -> {
            essence.put("desired " + ref, ambiguity.text(ref, row.entity()) + " " + row.orphan() + " " + row.rest());
            essence.put("errors " + ref, row.errors().toString());
            if (!ambiguity.isContested(ref)) {
                essence.put("location key " + ref, String.valueOf(row.locationKey()));
                essence.put("parents " + ref, parents(ref).toString());
            }
            var claiming = new TreeSet<>(parents(ref));
            claiming.addAll(refused.getOrDefault(ref, Set.of()));
            essence.put("claiming " + ref, claiming.toString());
        });
        bodies.forEach((ref, body) -> {
            essence.put("body " + ref, ambiguity.text(ref, body));
            essence.put("edges " + ref, edges(ref).toString());
        });
        keys.forEach((ref, all) -> essence.put("keys " + ref, all.toString()));
        return essence;
    }

    /** What should be served of each entity but its etag, put together from the tables, as its one text. */
    public Map<String, String> toBeServed() {
        var outgoing = new HashMap<String, List<Relation>>();
        relations.forEach(each -> outgoing.computeIfAbsent(each.sourceRef(), _ -> new ArrayList<>())
                .add(each));
        var served = new TreeMap<String, String>();
        bodies.forEach((ref, body) -> {
            var row = java.util.Objects.requireNonNull(desired.get(ref));
            var errors = row.errors().valueStream().map(EntityError::parse).toList();
            var entity = FinalEntity.assemble(
                    Entity.of((ObjectNode) body),
                    outgoing.getOrDefault(ref, List.of()),
                    errors,
                    row.uid(),
                    row.orphan());
            ((ObjectNode) entity.json().path("metadata")).remove("etag");
            served.put(ref, CanonicalJson.write(entity.json()));
        });
        return served;
    }
}
