/** The routes of Backstage's search backend, {@code /api/search}. Start reading at {@link dev.buildrun.search.http.SearchRoutes}. */
@NullMarked
package dev.buildrun.search.http;

import org.jspecify.annotations.NullMarked;
