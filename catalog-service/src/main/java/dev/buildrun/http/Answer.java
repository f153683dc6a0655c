package dev.buildrun.http;

import java.util.function.Supplier;

/** What an endpoint gives back: the response, or work that takes too long for an event loop. */
public sealed interface Answer permits Response, Answer.Later {
    /**
     * Work that computes for long. The endpoint has checked and estimated everything else; the edge runs the work on one of a few threads,
     * while the event loops go on to serve what is quick.
     *
     * @param work may throw a {@code ServiceException}
     */
    record Later(Supplier<Response> work) implements Answer {}
}
