/**
 * What people should hear of the platform: contracts that end, waivers that lapse, technologies that many run.
 *
 * <p>Writes {@code platform_events}. Whoever notices something calls {@link dev.buildrun.platform.event.EventStore#add} in the transaction
 * that makes it so; the key of an event says what it is about, so that the same thing is told once. Whoever is concerned gets
 * a notification in the same transaction; {@code EventNotices} has its words. Start reading at {@code PlatformEvent}.
 */
@NullMarked
package dev.buildrun.platform.event;

import org.jspecify.annotations.NullMarked;
