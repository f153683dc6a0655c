/**
 * What teams run: the platform's offerings and what they run themselves, by technology, and what so many run that the platform should.
 *
 * <p>Everything is worked out from one snapshot of the catalog; nothing is written. Start reading at {@link
 * dev.buildrun.platform.radar.Radar}.
 */
@NullMarked
package dev.buildrun.platform.radar;

import org.jspecify.annotations.NullMarked;
