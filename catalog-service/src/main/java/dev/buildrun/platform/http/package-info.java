/**
 * The routes of the platform, under {@code /api/buildrun/platform}: contracts, conformance, waivers, and what there is and runs.
 *
 * <p>Nothing is decided here: the routes read what is asked, ask {@code platform.access} whether the caller may, and show the answer. What
 * the caller may not read is left out. Only the main class makes them. Start reading at {@link
 * dev.buildrun.platform.http.ConformanceRoutes}.
 */
@NullMarked
package dev.buildrun.platform.http;

import org.jspecify.annotations.NullMarked;
