/**
 * The parts of {@code ./dev bench} that need Java; the rest is in {@code deploy/bench}, which starts these as processes of their own.
 *
 * <p>{@link dev.buildrun.deploy.bench.BenchDatabase} is the PostgreSQL that both backends use one after the other, and {@link
 * dev.buildrun.deploy.bench.SteadyLoad} asks at a fixed rate, however slowly the answers come.
 */
@NullMarked
package dev.buildrun.deploy.bench;

import org.jspecify.annotations.NullMarked;
