/**
 * The platform as the catalog has it: teams, the platform, contract versions, offerings, instances, environments, workspaces, services
 * that teams run themselves, and waivers.
 *
 * <p>{@link dev.buildrun.platform.model.PlatformModel} is a view of one {@code catalog.index.Snapshot}; whatever it finds, it finds by the
 * index's sets and relations, never by a walk over the catalog. It reads nothing else and writes nothing. Everybody of the platform may
 * use it. Start reading there.
 */
@NullMarked
package dev.buildrun.platform.model;

import org.jspecify.annotations.NullMarked;
