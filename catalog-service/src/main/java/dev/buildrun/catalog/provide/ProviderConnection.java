package dev.buildrun.catalog.provide;

import dev.buildrun.catalog.entity.EntityEnvelope;
import dev.buildrun.catalog.intake.DesiredEntity;
import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.log.Cause;
import dev.buildrun.error.ServiceException;
import java.util.Collection;
import java.util.List;

/** A provider's way into the catalog. Blocks on the database; safe for several threads. */
public final class ProviderConnection {
    private final String sourceKey;
    private final Cause cause;
    private final Intake intake;

    ProviderConnection(String providerName, Intake intake) {
        this.sourceKey = providerName;
        this.cause = Cause.of("provider:" + providerName);
        this.intake = intake;
    }

    /**
     * Stores what the provider says, in one transaction. What is as it was is neither written nor processed again.
     *
     * @throws ServiceException of kind INPUT when an entity lacks what every entity has; then nothing is stored
     */
    public void apply(Mutation mutation) {
        switch (mutation) {
            case Mutation.Full(var entities) -> {
                checkEnvelopes(entities);
                intake.replace(sourceKey, entities, cause);
            }
            case Mutation.Delta(var added, var removedRefs) -> {
                checkEnvelopes(added);
                intake.adjust(sourceKey, added, removedRefs, cause);
            }
        }
    }

    /** Makes due what was made from any of these, for instance {@code url:https://…}. */
    public void refresh(Collection<String> keys) {
        intake.refreshByKeys(keys);
    }

    private static void checkEnvelopes(List<DesiredEntity> entities) {
        for (var desired : entities) {
            EntityEnvelope.check(desired.entity().json()).ifPresent(error -> {
                throw ServiceException.input("Malformed entity envelope, " + error.message());
            });
        }
    }
}
