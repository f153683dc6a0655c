package dev.buildrun.catalog.log;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an entity was from one position of the change log on, until its next version.
 *
 * @param at when that began, by the clock of the database
 * @param uid of the entity; another one under the same name, after a removal, has another
 * @param beginsLate whether there were older versions, or may have been, that are not kept
 * @param entity null where it was removed
 */
public record Version(
        long position,
        Instant at,
        String ref,
        UUID uid,
        Cause cause,
        boolean beginsLate,
        @Nullable StoredEntity entity) {}
