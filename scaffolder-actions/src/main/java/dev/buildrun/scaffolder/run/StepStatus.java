package dev.buildrun.scaffolder.run;

import java.util.Locale;

/** What a step's status line says; {@link #wireName()} is Backstage's word. */
public enum StepStatus {
    PROCESSING,
    COMPLETED,
    FAILED,
    SKIPPED,
    CANCELLED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
