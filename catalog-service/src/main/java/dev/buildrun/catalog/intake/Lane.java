package dev.buildrun.catalog.intake;

/** Which of two queues a row waits in, so that what a user has just asked for does not stand behind a bulk load. */
public enum Lane {
    URGENT,
    BACKGROUND
}
