/**
 * Kills writers, consumers and services at random while the catalog changes, and then holds what each consumer was told against
 * the change log, which a model reads by itself: no gap, no other order, nothing lost, and nothing twice but where a webhook may
 * repeat its last event. Start reading at {@link dev.buildrun.deploy.feed.FeedCrash}, which {@code ./dev crash feed} calls.
 *
 * <p>{@link dev.buildrun.deploy.feed.Writer}, {@link dev.buildrun.deploy.feed.Reader} and {@link
 * dev.buildrun.deploy.feed.Receiver} are processes of their own, each with a {@link dev.buildrun.deploy.feed.Journal} that
 * outlives it; {@link dev.buildrun.deploy.feed.Expected} is the model and {@link dev.buildrun.deploy.feed.Verdict} compares.
 */
@NullMarked
package dev.buildrun.deploy.feed;

import org.jspecify.annotations.NullMarked;
