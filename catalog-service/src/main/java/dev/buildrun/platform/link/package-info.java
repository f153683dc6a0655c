/**
 * Whether somebody answers at the addresses that services name for their support. Rules ask for that, and no rule waits for a host: what
 * was found last is kept with its age in the table {@code platform_links}, and looked for anew in the background.
 *
 * <p>Only hosts that the operator has allowed are contacted ({@link dev.buildrun.platform.link.LinkConfig}); what is elsewhere is unknown.
 * {@link dev.buildrun.platform.link.LinkCheck} looks, {@link dev.buildrun.platform.link.LinkLoop} decides when, {@link
 * dev.buildrun.platform.link.LinkRecords} tells the rules. Start reading at {@code LinkLoop}.
 */
@NullMarked
package dev.buildrun.platform.link;

import org.jspecify.annotations.NullMarked;
