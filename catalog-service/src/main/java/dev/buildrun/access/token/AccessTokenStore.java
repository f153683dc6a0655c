package dev.buildrun.access.token;

import static dev.buildrun.database.schema.Tables.ACCESS_TOKEN;

import dev.buildrun.access.Criteria;
import dev.buildrun.access.Scope;
import dev.buildrun.database.Tx;
import dev.buildrun.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The table of access tokens. */
final class AccessTokenStore {
    private static final String ENTITY = "catalog-entity";

    /** A token and the hash that proves it. */
    record Hashed(AccessToken token, byte[] hash) {}

    void insert(Tx tx, AccessToken token, String createdBy, byte[] hash) {
        var permissions = token.scope().permissions();
        var entities = token.scope().entities();
        tx.jooq()
                .insertInto(ACCESS_TOKEN)
                .set(ACCESS_TOKEN.ID, token.id())
                .set(ACCESS_TOKEN.NAME, token.name())
                .set(ACCESS_TOKEN.SUBJECT, token.subject())
                .set(ACCESS_TOKEN.IS_USER, token.isUser())
                .set(ACCESS_TOKEN.CREATED_BY, createdBy)
                .set(ACCESS_TOKEN.PREFIX, token.prefix())
                .set(ACCESS_TOKEN.HASH, hash)
                .set(ACCESS_TOKEN.PERMISSIONS, texts(permissions == null ? List.of() : permissions))
                .set(ACCESS_TOKEN.ENTITIES, entities == null ? null : Json.write(entities.json(ENTITY)))
                .set(ACCESS_TOKEN.CREATED_AT, at(token.times().createdAt()))
                .set(ACCESS_TOKEN.EXPIRES_AT, at(token.times().expiresAt()))
                .execute();
    }

    Optional<Hashed> find(Tx tx, String prefix) {
        return tx.jooq()
                .selectFrom(ACCESS_TOKEN)
                .where(ACCESS_TOKEN.PREFIX.eq(prefix))
                .fetchOptional(row -> new Hashed(token(row), row.get(ACCESS_TOKEN.HASH)));
    }

    Optional<AccessToken> find(Tx tx, UUID id) {
        return tx.jooq().selectFrom(ACCESS_TOKEN).where(ACCESS_TOKEN.ID.eq(id)).fetchOptional(AccessTokenStore::token);
    }

    /** Those that somebody made or that act for them, the newest first. */
    List<AccessToken> of(Tx tx, String who) {
        return tx.jooq()
                .selectFrom(ACCESS_TOKEN)
                .where(ACCESS_TOKEN.SUBJECT.eq(who).or(ACCESS_TOKEN.CREATED_BY.eq(who)))
                .orderBy(ACCESS_TOKEN.CREATED_AT.desc(), ACCESS_TOKEN.ID)
                .fetch(AccessTokenStore::token);
    }

    /** How many good ones somebody has made; holds back others of them until the transaction ends. */
    int countLocked(Tx tx, String who, Instant now) {
        tx.jooq().execute("select pg_advisory_xact_lock(hashtextextended({0}, 20))", org.jooq.impl.DSL.val(who));
        return tx.jooq()
                .fetchCount(
                        ACCESS_TOKEN,
                        ACCESS_TOKEN
                                .CREATED_BY
                                .eq(who)
                                .and(ACCESS_TOKEN.REVOKED_AT.isNull())
                                .and(ACCESS_TOKEN.EXPIRES_AT.gt(at(now))));
    }

    /** Who made it, and whom it acts for. */
    boolean isOf(Tx tx, UUID id, String who) {
        return tx.jooq()
                .fetchExists(
                        ACCESS_TOKEN,
                        ACCESS_TOKEN.ID.eq(id).and(ACCESS_TOKEN.SUBJECT.eq(who).or(ACCESS_TOKEN.CREATED_BY.eq(who))));
    }

    boolean revoke(Tx tx, UUID id, Instant now) {
        return tx.jooq()
                        .update(ACCESS_TOKEN)
                        .set(ACCESS_TOKEN.REVOKED_AT, at(now))
                        .where(ACCESS_TOKEN.ID.eq(id).and(ACCESS_TOKEN.REVOKED_AT.isNull()))
                        .execute()
                == 1;
    }

    /** Notes the use, unless one was noted after the given moment. */
    void used(Tx tx, UUID id, Instant now, Instant notSince) {
        tx.jooq()
                .update(ACCESS_TOKEN)
                .set(ACCESS_TOKEN.LAST_USED_AT, at(now))
                .where(ACCESS_TOKEN
                        .ID
                        .eq(id)
                        .and(ACCESS_TOKEN.LAST_USED_AT.isNull().or(ACCESS_TOKEN.LAST_USED_AT.lt(at(notSince)))))
                .execute();
    }

    /** Those that ended long ago. */
    void deleteEndedBefore(Tx tx, Instant before) {
        tx.jooq()
                .deleteFrom(ACCESS_TOKEN)
                .where(ACCESS_TOKEN.EXPIRES_AT.lt(at(before)))
                .execute();
    }

    private static AccessToken token(Record row) {
        var entities = row.get(ACCESS_TOKEN.ENTITIES);
        return new AccessToken(
                row.get(ACCESS_TOKEN.ID),
                row.get(ACCESS_TOKEN.NAME),
                row.get(ACCESS_TOKEN.SUBJECT),
                row.get(ACCESS_TOKEN.IS_USER),
                row.get(ACCESS_TOKEN.PREFIX),
                new Scope(
                        Json.read(row.get(ACCESS_TOKEN.PERMISSIONS))
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList(),
                        null,
                        entities == null ? null : Criteria.parse(Json.read(entities), "entities")),
                new AccessToken.Times(
                        row.get(ACCESS_TOKEN.CREATED_AT).toInstant(),
                        row.get(ACCESS_TOKEN.EXPIRES_AT).toInstant(),
                        instant(row.get(ACCESS_TOKEN.REVOKED_AT)),
                        instant(row.get(ACCESS_TOKEN.LAST_USED_AT))));
    }

    private static String texts(List<String> texts) {
        var list = Json.object().putArray("list");
        texts.forEach(list::add);
        return Json.write(list);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
