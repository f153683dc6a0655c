package dev.buildrun.http;

/** What a route does: a plain function that may throw a {@code ServiceException}. */
@FunctionalInterface
public interface Endpoint {
    Answer handle(Request request);
}
