package dev.buildrun.platform.testing;

import dev.buildrun.notification.NotificationQuery;
import dev.buildrun.notification.NotificationQuery.Conditions;
import dev.buildrun.notification.Notifications;
import java.util.List;

/** What people have been told, as they see it. */
public final class TestNotices {
    private TestNotices() {}

    /** The titles, the newest first. */
    public static List<String> titles(Notifications notifications, String user) {
        return notifications.list(NotificationQuery.of(user, Conditions.NONE)).notifications().stream()
                .map(each -> each.payload().title())
                .toList();
    }
}
