package dev.buildrun.architecture.bad.cycle.here;

import dev.buildrun.architecture.bad.cycle.there.There;

public record Here(There there) {}
