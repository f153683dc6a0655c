package dev.buildrun.architecture.bad;

import java.time.Instant;

public final class AsksTheSystemClock {
    public Instant now() {
        return Instant.now();
    }
}
