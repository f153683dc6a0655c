/**
 * Serves a built Backstage frontend at {@code /}, as Backstage's own app backend does.
 *
 * <p>The bundle comes from {@code deploy/portal} or is any other Backstage app's {@code dist}. One build fits every address: the page is
 * rendered from its template with the part of the configuration that the bundle's own schema shows to browsers. No table, no state but a
 * cache of files; {@code Main} builds a {@link dev.buildrun.portal.Portal} and mounts it. {@code deploy/portal/README.md} describes the
 * bundle. Start reading at {@link dev.buildrun.portal.Portal}.
 */
@NullMarked
package dev.buildrun.portal;

import org.jspecify.annotations.NullMarked;
