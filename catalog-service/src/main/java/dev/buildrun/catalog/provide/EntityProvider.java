package dev.buildrun.catalog.provide;

/**
 * A source of entities: this is what somebody implements who brings a new one, in one class, and then names it in the list of
 * providers of the wiring.
 *
 * <p>What a provider declares is its own: it appears with the first mutation that has it and goes with the first that has not,
 * unless somebody else declares it as well. Entities must carry the annotations {@code backstage.io/managed-by-location} and {@code
 * backstage.io/managed-by-origin-location}; without them processing fails and they do not show. The location key of a {@link
 * dev.buildrun.catalog.intake.DesiredEntity} keeps other sources from overwriting it and is best the same for all entities of a
 * provider.
 */
public interface EntityProvider {
    /**
     * Tells it from the other providers, of which the first with a name counts. It must stay the same: what a name has declared that
     * is gone at a start goes as {@code catalog.orphanProviderStrategy} says.
     */
    String name();

    /**
     * Called once, at start, before anything is processed. The provider may apply mutations now, and from any thread later; whatever
     * may take long, such as reading something outside, belongs on a thread of its own, which keeps the connection. An exception
     * keeps the service from starting.
     */
    void connect(ProviderConnection connection);
}
