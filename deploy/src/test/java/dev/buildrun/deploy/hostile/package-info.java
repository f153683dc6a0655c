/**
 * The whole service in a JVM of its own with a small heap, and callers, sources and catalogs that mean it harm. Each case is refused or
 * answered within a bound that the test states; no error of memory ends the process, and a bystander goes on to be answered.
 *
 * <p>Start reading at {@link dev.buildrun.deploy.hostile.SmallHeapService}. The bounds themselves stand in {@code docs/LIMITS.md}.
 */
@NullMarked
package dev.buildrun.deploy.hostile;

import org.jspecify.annotations.NullMarked;
