/**
 * Pages of what comes in by time, the newest first: where a page ends, and how long it may be. Used by the lists of deployments and of alerts.
 */
@NullMarked
package dev.buildrun.platform.page;

import org.jspecify.annotations.NullMarked;
