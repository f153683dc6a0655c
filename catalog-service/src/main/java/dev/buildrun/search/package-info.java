/**
 * Finds entities and sections of documentation by words, as Backstage's search backend is asked. Nothing is stored: the words of the catalog
 * are those of its newest snapshot and follow the same changes, so that what has just been written is found at once.
 *
 * <p>{@link dev.buildrun.search.Search} answers a {@link dev.buildrun.search.SearchQuery} for somebody who may see a part of the catalog, and
 * looks at nothing else on the way; {@code Ranking} says what comes first. Documentation is read from the folder that it was built into.
 * Start reading at {@code Search}, then {@code Ranking}.
 */
@NullMarked
package dev.buildrun.search;

import org.jspecify.annotations.NullMarked;
