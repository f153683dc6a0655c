/**
 * The HTTP edge: the only package that knows Vert.x.
 *
 * <p>A feature describes what it serves as a {@link dev.buildrun.http.Mount} of {@link dev.buildrun.http.Route}s, each a plain function
 * from {@link dev.buildrun.http.Request} to {@link dev.buildrun.http.Response}. A route {@linkplain dev.buildrun.http.Route#fromMemory
 * from memory} runs on the event loop and must not block; a {@linkplain dev.buildrun.http.Route#blocking blocking} one runs on a virtual
 * thread of its own. Everything a feature does wrong is thrown as a {@code ServiceException} and becomes a Backstage error body here.
 * Start reading at {@link dev.buildrun.http.HttpEdge}.
 */
@NullMarked
package dev.buildrun.http;

import org.jspecify.annotations.NullMarked;
