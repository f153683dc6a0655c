package dev.buildrun.catalog.provide;

import dev.buildrun.catalog.entity.EntityEnvelope;
import dev.buildrun.catalog.entity.StorableText;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.MutationResult;
import dev.buildrun.catalog.intake.MutationTerms;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.error.ServiceException;
import java.util.Collection;
import java.util.List;

/** A provider's way into the catalog. Blocks on the database; safe for several threads. */
public final class ProviderConnection {
    /** Entities in one mutation. */
    public static final int MAX_ENTITIES = 1_000_000;

    private final String sourceKey;
    private final Cause cause;
    private final Intake intake;

    ProviderConnection(String providerName, Intake intake) {
        this.sourceKey = providerName;
        this.cause = Cause.of("provider:" + providerName);
        this.intake = intake;
    }

    /**
     * Stores what the provider says, in one transaction, or where it says very much, in several, so that a crash may leave the beginning of it
     * until the provider says it again. What is as it was is neither written nor processed again. An entity that
     * another source has is passed over, which the result tells; of two with one ref the last counts. Whether an entity is good
     * beyond its envelope shows when it is processed.
     *
     * @throws ServiceException of kind INPUT when an entity lacks what every entity has, or when there are more than {@link
     *     #MAX_ENTITIES}; then nothing is stored, and the provider's state tells why
     */
    public MutationResult apply(Mutation mutation) {
        return apply(mutation, MutationTerms.of(cause));
    }

    /** The same on other terms. */
    public MutationResult apply(Mutation mutation, MutationTerms terms) {
        try {
            check(mutation.declared());
        } catch (ServiceException exception) {
            failed(exception.getMessage());
            throw exception;
        }
        return switch (mutation) {
            case Mutation.Full(var entities) -> intake.sources().replace(sourceKey, entities, terms);
            case Mutation.Delta(var added, var removedRefs) ->
                intake.sources().adjust(sourceKey, added, removedRefs, terms);
        };
    }

    /** Makes due what was made from any of these, for instance {@code url:https://…}. */
    public void refresh(Collection<String> keys) {
        intake.refreshByKeys(keys);
    }

    /**
     * Notes that the source could not be read, and why. What it said before still holds; it counts as stale until the next mutation.
     *
     * @param message what was expected, what was found and where, for those who ask why an entity is as it is
     */
    public void failed(String message) {
        intake.sources().failed(sourceKey, message);
    }

    private static void check(List<DesiredEntity> entities) {
        if (entities.size() > MAX_ENTITIES) {
            throw ServiceException.input("Expected at most " + MAX_ENTITIES
                    + " entities in one mutation of a provider, found " + entities.size());
        }
        for (var desired : entities) {
            EntityEnvelope.check(desired.entity().json()).ifPresent(error -> {
                throw ServiceException.input("Malformed entity envelope, " + error.message());
            });
            if (!StorableText.isStorable(desired.ref())) {
                throw ServiceException.input("Malformed entity envelope, a name has characters that cannot be stored");
            }
        }
    }
}
