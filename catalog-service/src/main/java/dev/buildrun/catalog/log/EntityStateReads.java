package dev.buildrun.catalog.log;

import static dev.buildrun.database.schema.Tables.CHANGE_LOG;
import static dev.buildrun.database.schema.Tables.FINAL_ENTITIES;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE;
import static dev.buildrun.database.schema.Tables.REFRESH_STATE_REFERENCES;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.EntityError;
import dev.buildrun.catalog.entity.Relation;
import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record8;
import org.jooq.SelectConditionStep;
import org.postgresql.PGConnection;

/**
 * The whole state of an entity as one row, under the column names of the log. The log is filled by this very select, so it can
 * say nothing but what the tables say.
 */
final class EntityStateReads {
    private static final Field<String[]> PARENT_LIST = array(select(REFRESH_STATE_REFERENCES.SOURCE_ENTITY_REF)
                    .from(REFRESH_STATE_REFERENCES)
                    .where(REFRESH_STATE_REFERENCES.TARGET_ENTITY_REF.eq(FINAL_ENTITIES.ENTITY_REF))
                    .and(REFRESH_STATE_REFERENCES.SOURCE_ENTITY_REF.isNotNull()))
            .as(CHANGE_LOG.PARENTS);

    private EntityStateReads() {}

    static SelectConditionStep<Record8<UUID, String, String, String, String, String, String[], Boolean>> of(Tx tx) {
        return tx.jooq()
                .select(
                        FINAL_ENTITIES.ENTITY_ID,
                        FINAL_ENTITIES.ENTITY_REF,
                        FINAL_ENTITIES.BODY,
                        FINAL_ENTITIES.BODY_HASH,
                        REFRESH_STATE.ERRORS,
                        FINAL_ENTITIES.RELATIONS,
                        PARENT_LIST,
                        field(REFRESH_STATE.ORPHANED_AT.isNotNull()).as(CHANGE_LOG.ORPHAN))
                .from(FINAL_ENTITIES)
                .join(REFRESH_STATE)
                .on(REFRESH_STATE.ENTITY_ID.eq(FINAL_ENTITIES.ENTITY_ID))
                .where();
    }

    /**
     * Hands over all rows, each to be made an entity of by any thread. Copied, which takes a fraction of the work of a cursor; so all is one
     * statement, however long it takes.
     */
    static void copyAll(Tx tx, Consumer<Supplier<StoredEntity>> each) {
        tx.jooq().execute("set local statement_timeout = 0");
        var copy = "copy (" + tx.jooq().renderInlined(of(tx)) + ") to stdout (format binary)";
        tx.jooq().connection(connection -> {
            var rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copy);
            try {
                var start = CopiedRow.HEADER_BYTES;
                for (var message = rows.readFromCopy(); message != null; message = rows.readFromCopy()) {
                    if (CopiedRow.isThere(message, start)) {
                        each.accept(row(message, start));
                    }
                    start = 0;
                }
            } finally {
                if (rows.isActive()) {
                    rows.cancelCopy();
                }
            }
        });
    }

    private static Supplier<StoredEntity> row(byte[] message, int start) {
        return () -> parse(new CopiedRow(message, start));
    }

    private static StoredEntity parse(CopiedRow row) {
        return new StoredEntity(
                row.uuid(),
                row.text(),
                Entity.ofText(row.text()),
                row.text(),
                errors(row.text()),
                relations(row.text()),
                sorted(row.texts()),
                row.bool());
    }

    static StoredEntity parse(Record row) {
        return new StoredEntity(
                row.get(CHANGE_LOG.ENTITY_ID),
                row.get(CHANGE_LOG.ENTITY_REF),
                Entity.ofText(row.get(CHANGE_LOG.BODY)),
                row.get(CHANGE_LOG.BODY_HASH),
                errors(row.get(CHANGE_LOG.ERRORS)),
                relations(row.get(CHANGE_LOG.RELATIONS)),
                sorted(row.get(CHANGE_LOG.PARENTS)),
                row.get(CHANGE_LOG.ORPHAN));
    }

    private static List<String> sorted(String[] refs) {
        return refs.length == 1 ? List.of(refs) : Stream.of(refs).sorted().toList();
    }

    private static List<EntityError> errors(String json) {
        return json.equals("[]")
                ? List.of()
                : items(json).map(EntityError::parse).toList();
    }

    /** As they are stored: a list of lists of three texts, in which there is hardly ever anything that is escaped. */
    private static List<Relation> relations(String json) {
        if (json.indexOf('\\') >= 0) {
            return parsedRelations(json);
        }
        var relations = new ArrayList<Relation>();
        var quote = new int[] {-1};
        while (json.indexOf('"', quote[0] + 1) >= 0) {
            relations.add(new Relation(nextText(json, quote), nextText(json, quote), nextText(json, quote)));
        }
        relations.sort(null);
        return relations;
    }

    /** @param quote where the last text ended; moved to where this one ends */
    private static String nextText(String json, int[] quote) {
        var from = json.indexOf('"', quote[0] + 1) + 1;
        quote[0] = json.indexOf('"', from);
        return json.substring(from, quote[0]);
    }

    private static List<Relation> parsedRelations(String json) {
        return items(json)
                .map(edge -> new Relation(
                        edge.path(0).asString(),
                        edge.path(1).asString(),
                        edge.path(2).asString()))
                .sorted()
                .toList();
    }

    private static Stream<tools.jackson.databind.JsonNode> items(String json) {
        return StreamSupport.stream(Json.read(json).spliterator(), false);
    }
}
