package dev.buildrun.catalog.whole;

import java.util.Random;

/**
 * One thing that happens to a catalog, drawn from a seed of its own, so that any of a sequence can be left out and the others stay what they
 * are as far as the catalog lets them.
 */
record Step(Kind kind, long seed) {
    enum Kind {
        FULL_MUTATION,
        DELTA,
        REGISTER,
        UNREGISTER,
        MOVE_LOCATION,
        DELETE_ENTITY,
        CHANGE_FILE,
        SWEEP_ORPHANS,
        TIME_PASSES,
        FORGET_PROVIDERS
    }

    private static final Kind[] OFTEN = {
        Kind.FULL_MUTATION,
        Kind.DELTA,
        Kind.DELTA,
        Kind.REGISTER,
        Kind.CHANGE_FILE,
        Kind.CHANGE_FILE,
        Kind.DELETE_ENTITY
    };

    static Step draw(Random random) {
        var kinds = random.nextInt(3) == 0 ? Kind.values() : OFTEN;
        return new Step(kinds[random.nextInt(kinds.length)], random.nextLong());
    }
}
