/**
 * Tells receivers of changes by HTTP: signed CloudEvents, in order for each webhook, at least once. Writes the tables {@code webhooks},
 * {@code webhook_deliveries} and {@code webhook_dead_letters}, each through {@link dev.buildrun.catalog.webhook.WebhookStore} and {@link
 * dev.buildrun.catalog.webhook.DeliveryStore}.
 *
 * <p>A webhook is leased by one replica at a time ({@link dev.buildrun.catalog.webhook.Dispatch}); there a thread of its own ({@link
 * dev.buildrun.catalog.webhook.WebhookRun}) reads the feed and sends, so that one slow receiver holds up nobody else. Its progress is
 * committed after each event. Only the main class calls this package. Start reading at {@link
 * dev.buildrun.catalog.webhook.WebhookDelivery}.
 */
@NullMarked
package dev.buildrun.catalog.webhook;

import org.jspecify.annotations.NullMarked;
