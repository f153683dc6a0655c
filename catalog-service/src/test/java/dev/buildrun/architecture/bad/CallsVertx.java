package dev.buildrun.architecture.bad;

import io.vertx.core.Vertx;

public final class CallsVertx {
    public Vertx open() {
        return Vertx.vertx();
    }
}
