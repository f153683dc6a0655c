package dev.buildrun.scaffolder.task;

import static dev.buildrun.database.schema.Tables.TASK_WORKSPACES;

import dev.buildrun.database.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The table of packed workspaces, in parts so that none has to fit into memory. Whoever writes holds the lock of the task's row. */
final class WorkspaceStore {
    private static final int PART_BYTES = 1 << 20;

    /** Puts the file in the place of what was kept before. */
    void replace(Tx tx, UUID taskId, Path packed) {
        delete(tx, taskId);
        try (var stream = Files.newInputStream(packed)) {
            var part = 0;
            for (var content = stream.readNBytes(PART_BYTES);
                    content.length > 0;
                    content = stream.readNBytes(PART_BYTES)) {
                tx.jooq()
                        .insertInto(TASK_WORKSPACES)
                        .set(TASK_WORKSPACES.TASK_ID, taskId)
                        .set(TASK_WORKSPACES.PART, part++)
                        .set(TASK_WORKSPACES.CONTENT, content)
                        .execute();
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** Makes a file of what is kept, an empty one where there is nothing. */
    void copyTo(Tx tx, UUID taskId, Path packed) {
        try (var file = Files.newOutputStream(packed)) {
            for (var part = 0; ; part++) {
                var content = tx.jooq()
                        .select(TASK_WORKSPACES.CONTENT)
                        .from(TASK_WORKSPACES)
                        .where(TASK_WORKSPACES.TASK_ID.eq(taskId))
                        .and(TASK_WORKSPACES.PART.eq(part))
                        .fetchOptional(TASK_WORKSPACES.CONTENT);
                if (content.isEmpty()) {
                    return;
                }
                file.write(content.get());
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    void delete(Tx tx, UUID taskId) {
        tx.jooq()
                .deleteFrom(TASK_WORKSPACES)
                .where(TASK_WORKSPACES.TASK_ID.eq(taskId))
                .execute();
    }
}
