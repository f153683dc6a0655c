package dev.buildrun.catalog.log;

import java.util.UUID;

/**
 * One row of the change log: what an entity is from this position on. A row holds the whole state of its entity and nothing
 * that depends on an earlier row, so that applying a row twice does no harm.
 */
public sealed interface Change {
    /** Its place in the log: 1 for the first row ever, then one more for each, without gaps. */
    long position();

    /** The full reference, in lower case. */
    String entityRef();

    /** The entity is new, or something of it changed: body, errors, relations that it states, parents, or being an orphan. */
    record EntityChanged(long position, StoredEntity entity) implements Change {
        @Override
        public String entityRef() {
            return entity.ref();
        }
    }

    /** The entity is gone, and with it every relation that it stated. Another one of the same name has another uid. */
    record EntityRemoved(long position, String entityRef, UUID uid) implements Change {}
}
