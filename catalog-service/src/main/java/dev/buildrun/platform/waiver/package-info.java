/**
 * Waivers: a rule that one component need not keep for a while, with a reason and an end.
 *
 * <p>Writes {@code platform_waivers}. One is asked for at the API ({@link dev.buildrun.platform.waiver.Waivers}) or stands in the catalog
 * as a Resource ({@link dev.buildrun.platform.waiver.DeclaredWaivers}); the platform team approves it. It ends by itself: what counts is the
 * time, and {@link dev.buildrun.platform.waiver.WaiverTimes} only notes down that it has ended, and reminds. Start reading at {@code Waiver}.
 */
@NullMarked
package dev.buildrun.platform.waiver;

import org.jspecify.annotations.NullMarked;
