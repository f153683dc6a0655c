/**
 * Tests of what is delivered: the whole service with the example organisation, as a caller sees it over HTTP and Git.
 *
 * <p>Start reading at {@link dev.buildrun.deploy.GoldenPathTest}.
 */
@NullMarked
package dev.buildrun.deploy;

import org.jspecify.annotations.NullMarked;
