/**
 * The HTTP routes of Backstage's scaffolder plugin, {@code /api/scaffolder}: plain functions from request to response.
 *
 * <p>Start reading at {@link dev.buildrun.scaffolder.http.ScaffolderRoutes}. What a request may say is checked here, in the words of
 * Backstage's validator; what it means is done by {@code scaffolder.task}. The catalog is reached through
 * {@link dev.buildrun.scaffolder.http.TemplateSource} and {@link dev.buildrun.scaffolder.http.UserSource} only.
 */
@NullMarked
package dev.buildrun.scaffolder.http;

import org.jspecify.annotations.NullMarked;
