package dev.buildrun.catalog.query;

/**
 * What a question costs, in steps of some 20 ns: looking at one value of a field or at one entity. Everything is estimated from sizes that the
 * snapshot knows, before anything is computed.
 */
public final class Cost {
    /** About a millisecond. What takes longer must not hold up the other requests of an event loop. */
    public static final double MOST_ON_EVENT_LOOP = 40_000;

    /** For joining the containers of two sets. */
    private static final double PER_CONTAINER = 20;

    private static final int CONTAINER = 1 << Character.SIZE;

    private Cost() {}

    /** Joining a set of entities with another. */
    static double ofSet(int entities) {
        return PER_CONTAINER * (1 + (double) entities / CONTAINER);
    }
}
