package dev.buildrun.catalog.provide;

/** A source of entities. */
public interface EntityProvider {
    /** Tells it from the other providers, and must stay the same: what another name has declared is deleted at start. */
    String name();

    /**
     * Called once, at start, before anything is processed. The provider may apply mutations now, and from any thread later.
     */
    void connect(ProviderConnection connection);
}
