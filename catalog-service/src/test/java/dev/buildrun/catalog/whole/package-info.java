/**
 * The whole catalog, from what sources say to what callers are answered, against a plain model of it.
 *
 * <p>{@link dev.buildrun.catalog.whole.PlainCatalog} says what exists, {@link dev.buildrun.catalog.whole.PlainIndex} what is answered about
 * it; neither uses the code that they are there to judge. Start reading at {@code CatalogAgainstModelTest}.
 */
@NullMarked
package dev.buildrun.catalog.whole;

import org.jspecify.annotations.NullMarked;
