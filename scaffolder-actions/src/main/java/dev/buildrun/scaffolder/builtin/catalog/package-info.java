/**
 * The actions about the catalog: {@code catalog:register}, {@code catalog:fetch} and {@code catalog:write}.
 *
 * <p>They reach it through {@link dev.buildrun.scaffolder.builtin.catalog.CatalogAccess}, which the service implements, always
 * with the rights of whoever started the task.
 */
@NullMarked
package dev.buildrun.scaffolder.builtin.catalog;

import org.jspecify.annotations.NullMarked;
