/**
 * The catalog's routes under {@code /api/catalog}, with the paths, parameters, status codes and texts of Backstage's catalog plugin.
 *
 * <p>Reading routes answer from the index on the event loop; writing routes block and run on virtual threads. There is one class for each
 * family of operations, and each operation is a plain function from request to response. Start reading at
 * {@link dev.buildrun.catalog.http.CatalogRoutes}.
 */
@NullMarked
package dev.buildrun.catalog.http;

import org.jspecify.annotations.NullMarked;
