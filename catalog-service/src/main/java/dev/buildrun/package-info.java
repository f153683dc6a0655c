/**
 * Where everything is put together: {@link dev.buildrun.Main} builds each object by constructor, in reading order.
 *
 * <p>Nothing depends on this package.
 */
@NullMarked
package dev.buildrun;

import org.jspecify.annotations.NullMarked;
