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
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record8;
import org.jooq.SelectConditionStep;

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

    static StoredEntity parse(Record row) {
        return new StoredEntity(
                row.get(CHANGE_LOG.ENTITY_ID),
                row.get(CHANGE_LOG.ENTITY_REF),
                Entity.parse(row.get(CHANGE_LOG.BODY)),
                row.get(CHANGE_LOG.BODY_HASH),
                items(row.get(CHANGE_LOG.ERRORS)).map(EntityError::parse).toList(),
                relations(row.get(CHANGE_LOG.RELATIONS)),
                Stream.of(row.get(CHANGE_LOG.PARENTS)).sorted().toList(),
                row.get(CHANGE_LOG.ORPHAN));
    }

    private static List<Relation> relations(String json) {
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
