/**
 * Whose a service is, as the catalog says: owner, the groups above it, the platform team, and who acts for them.
 *
 * <p>Reads the catalog in memory and writes nothing. Start with {@link dev.buildrun.platform.team.Teams}; what follows from ownership for the
 * operation of a service is in {@link dev.buildrun.platform.team.TeamRights}.
 */
@NullMarked
package dev.buildrun.platform.team;

import org.jspecify.annotations.NullMarked;
