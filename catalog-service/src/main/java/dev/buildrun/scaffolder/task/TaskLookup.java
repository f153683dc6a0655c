package dev.buildrun.scaffolder.task;

import dev.buildrun.database.Database;
import java.util.Optional;
import java.util.UUID;

/** Finds single tasks. */
public final class TaskLookup {
    private final Database database;
    private final TaskStore store = new TaskStore();

    public TaskLookup(Database database) {
        this.database = database;
    }

    /** @param id as a client sent it; there is no task of one that is no UUID */
    public Optional<Task> find(String id) {
        return uuid(id).flatMap(uuid -> database.inTransaction(tx -> store.find(tx, uuid)));
    }

    /** An id as a client sent it; empty where it is no UUID. */
    static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
