package dev.buildrun.http;

import dev.buildrun.access.Caller;

/** Talks with clients over WebSockets. All of it runs on event loops, so it answers from memory. */
public interface WebSocketEndpoint {
    /**
     * A client has come.
     *
     * @param caller whoever the token in the sub-protocol stands for
     * @throws dev.buildrun.error.ServiceException to refuse it, with the status of its kind
     */
    Incoming opened(Caller caller, Outgoing outgoing);

    /** What a client does. */
    interface Incoming {
        void text(String message);

        /** Nothing comes after this. */
        void closed();
    }

    /** The way to a client. */
    @FunctionalInterface
    interface Outgoing {
        /** Does not wait, and may be called by any thread. A client that does not read what it is sent is dropped. */
        void send(String text);
    }
}
