package dev.buildrun.platform.deploy;

import dev.buildrun.platform.dora.Delivery.Starter;
import java.time.Instant;
import java.util.UUID;

/** What a process has put into the table before it died. */
final class Begun {
    private Begun() {}

    /** Of {@code orders} to {@code dev}, not applied. */
    static Deployment deployment(String before, String image, Instant at) {
        return new Deployment(
                UUID.randomUUID(),
                "component:default/orders",
                "group:default/team-orders",
                "dev",
                false,
                new Deployment.Place("local", "orders-dev", "Deployment", "orders", "orders"),
                Deployment.Action.DEPLOY,
                image,
                before,
                null,
                null,
                null,
                null,
                new Deployment.Beginning("user:default/olga", Starter.MEMBER, "before the crash", null, null),
                Deployment.Status.PENDING,
                null,
                null,
                at,
                null,
                null,
                null,
                null,
                1);
    }
}
