/**
 * The routes of Backstage's notifications backend, {@code /api/notifications}. Start reading at
 * {@link dev.buildrun.notification.http.NotificationRoutes}.
 */
@NullMarked
package dev.buildrun.notification.http;

import org.jspecify.annotations.NullMarked;
