/**
 * The routes below {@code /.backstage/scheduler/v1} that each plugin of a Backstage backend has: which tasks run in the background.
 *
 * <p>Apart from {@code work}, because the loops are used by packages that the HTTP edge needs. Only {@code Service} calls it. Start reading
 * at {@link dev.buildrun.work.http.SchedulerRoutes}.
 */
@NullMarked
package dev.buildrun.work.http;

import org.jspecify.annotations.NullMarked;
