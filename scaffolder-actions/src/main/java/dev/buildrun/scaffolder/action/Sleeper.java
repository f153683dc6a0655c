package dev.buildrun.scaffolder.action;

import java.time.Duration;

/** How an action lets time pass; {@code Thread::sleep} outside of tests. */
public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
}
