package dev.buildrun.notification;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How much something matters, the most first. */
public enum Severity {
    CRITICAL,
    HIGH,
    NORMAL,
    LOW;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param name in any case */
    public static Optional<Severity> of(String name) {
        return Stream.of(values())
                .filter(severity -> severity.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
