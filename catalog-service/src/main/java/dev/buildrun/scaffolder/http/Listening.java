package dev.buildrun.scaffolder.http;

import java.time.Duration;

/**
 * How clients may wait for events of tasks.
 *
 * @param atOnce streams and polls at once; one more is answered 503
 * @param longestPoll how long a poll waits for the first event; 30 s in Backstage
 */
public record Listening(int atOnce, Duration longestPoll) {
    public static final Listening USUAL = new Listening(10_000, Duration.ofSeconds(30));
}
