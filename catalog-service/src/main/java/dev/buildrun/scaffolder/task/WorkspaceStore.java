package dev.buildrun.scaffolder.task;

import static dev.buildrun.database.schema.Tables.TASK_BLOBS;
import static dev.buildrun.database.schema.Tables.TASK_WORKSPACES;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import dev.buildrun.database.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The tables of kept workspaces: a tree of parts that are known by the hash of their content. Whoever writes holds the lock of the task's row. */
final class WorkspaceStore {
    private static final String ADD = """
            insert into task_blobs (task_id, hash, content)
            select {0}, hash, content from unnest({1}, {2}) as part (hash, content)
            on conflict do nothing""";

    /** The root of the kept tree; empty where nothing is kept. */
    Optional<Hash> root(Tx tx, UUID taskId) {
        return tx.jooq()
                .select(TASK_WORKSPACES.ROOT)
                .from(TASK_WORKSPACES)
                .where(TASK_WORKSPACES.TASK_ID.eq(taskId))
                .fetchOptional()
                .map(row -> new Hash(row.value1()));
    }

    /** From now on the tree with this root is kept. */
    void setRoot(Tx tx, UUID taskId, Hash root) {
        tx.jooq()
                .insertInto(TASK_WORKSPACES)
                .set(TASK_WORKSPACES.TASK_ID, taskId)
                .set(TASK_WORKSPACES.ROOT, root.bytes())
                .onDuplicateKeyUpdate()
                .set(TASK_WORKSPACES.ROOT, root.bytes())
                .execute();
    }

    /** How many bytes each part takes. */
    Map<Hash, Integer> sizes(Tx tx, UUID taskId) {
        var sizes = new HashMap<Hash, Integer>();
        tx.jooq()
                .select(TASK_BLOBS.HASH, field("octet_length({0})", Integer.class, TASK_BLOBS.CONTENT))
                .from(TASK_BLOBS)
                .where(TASK_BLOBS.TASK_ID.eq(taskId))
                .forEach(row -> sizes.put(new Hash(row.value1()), row.value2()));
        return sizes;
    }

    Map<Hash, byte[]> read(Tx tx, UUID taskId, Collection<Hash> hashes) {
        var contents = new HashMap<Hash, byte[]>();
        tx.jooq()
                .select(TASK_BLOBS.HASH, TASK_BLOBS.CONTENT)
                .from(TASK_BLOBS)
                .where(TASK_BLOBS.TASK_ID.eq(taskId))
                .and(TASK_BLOBS.HASH.in(hashes.stream().map(Hash::bytes).toList()))
                .forEach(row -> contents.put(new Hash(row.value1()), row.value2()));
        return contents;
    }

    /** Adds parts; one that is there is fine. */
    void add(Tx tx, UUID taskId, Map<Hash, byte[]> parts) {
        if (!parts.isEmpty()) {
            tx.jooq()
                    .execute(
                            ADD,
                            val(taskId),
                            val(parts.keySet().stream().map(Hash::bytes).toArray(byte[][]::new)),
                            val(parts.values().toArray(byte[][]::new)));
        }
    }

    void remove(Tx tx, UUID taskId, Collection<Hash> hashes) {
        tx.jooq()
                .deleteFrom(TASK_BLOBS)
                .where(TASK_BLOBS.TASK_ID.eq(taskId))
                .and(TASK_BLOBS.HASH.in(hashes.stream().map(Hash::bytes).toList()))
                .execute();
    }

    void delete(Tx tx, UUID taskId) {
        tx.jooq()
                .deleteFrom(TASK_WORKSPACES)
                .where(TASK_WORKSPACES.TASK_ID.eq(taskId))
                .execute();
        tx.jooq().deleteFrom(TASK_BLOBS).where(TASK_BLOBS.TASK_ID.eq(taskId)).execute();
    }
}
