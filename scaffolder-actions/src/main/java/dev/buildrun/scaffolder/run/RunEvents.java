package dev.buildrun.scaffolder.run;

/** Where the events of one task go, in order. */
public interface RunEvents {
    /** Keeps the event; when it returns, a reader of the task sees it, now or soon. Called from one thread at a time. */
    void append(RunEvent event);
}
