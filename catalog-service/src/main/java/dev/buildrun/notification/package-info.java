/**
 * What people are told: a task has finished, somebody's approval is wanted. Told to single users, to whoever stands behind a group or an
 * entity, or to everybody; kept in PostgreSQL until it is too old, with what each user has read and saved.
 *
 * <p>Whoever has something to tell builds a {@link dev.buildrun.notification.Notice} and gives it to the
 * {@link dev.buildrun.notification.Notifier} in the transaction of what it tells of, so that nobody hears of what did not happen:
 *
 * <pre>{@code
 * notifier.tell(tx, Notice.to(List.of("group:default/team-a"), "plugin:buildrun", Payload.of("A waiver ends tomorrow").link("/catalog/…")));
 * }</pre>
 *
 * <p>{@link dev.buildrun.notification.Notifications} keeps and finds; only {@code NotificationStore} writes {@code notifications},
 * {@code broadcast_states} and {@code notification_settings}. The routes are in {@code notification.http}. Behind another Backstage
 * {@link dev.buildrun.notification.NotificationsElsewhere} tells instead.
 */
@NullMarked
package dev.buildrun.notification;

import org.jspecify.annotations.NullMarked;
