package dev.buildrun.architecture.bad;

import java.util.concurrent.CompletableFuture;

public final class ReturnsAFuture {
    public CompletableFuture<String> later() {
        return CompletableFuture.completedFuture("x");
    }
}
