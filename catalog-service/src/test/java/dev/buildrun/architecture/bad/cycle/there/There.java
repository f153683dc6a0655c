package dev.buildrun.architecture.bad.cycle.there;

import dev.buildrun.architecture.bad.cycle.here.Here;
import org.jspecify.annotations.Nullable;

public record There(@Nullable Here here) {}
