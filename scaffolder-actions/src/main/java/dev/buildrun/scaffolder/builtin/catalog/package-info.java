/**
 * The actions that talk to the catalog: {@code catalog:register} and {@code catalog:fetch}.
 *
 * <p>They reach it through {@link dev.buildrun.scaffolder.builtin.catalog.CatalogAccess}, which the service implements, always
 * with the rights of whoever started the task.
 */
@NullMarked
package dev.buildrun.scaffolder.builtin.catalog;

import org.jspecify.annotations.NullMarked;
