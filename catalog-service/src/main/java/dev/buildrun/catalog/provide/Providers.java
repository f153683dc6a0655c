package dev.buildrun.catalog.provide;

import dev.buildrun.catalog.intake.Intake;
import dev.buildrun.catalog.intake.OrphanStrategy;
import dev.buildrun.catalog.log.Cause;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All providers of this service. */
public final class Providers {
    private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

    private final Map<String, EntityProvider> byName = new LinkedHashMap<>();
    private final Intake intake;

    /** Takes the providers; of several with one name the first counts. */
    public Providers(List<EntityProvider> providers, Intake intake) {
        for (var provider : providers) {
            if (byName.putIfAbsent(provider.name(), provider) != null) {
                LOG.atWarn()
                        .addKeyValue("providerName", provider.name())
                        .log("A second provider of this name is ignored");
            }
        }
        this.intake = intake;
    }

    /** Takes back what providers have declared that are not here any more, where that is asked for. */
    public void forgetOthers(OrphanStrategy strategy) {
        if (strategy == OrphanStrategy.KEEP) {
            return;
        }
        intake.forgetOtherSources(byName.keySet(), Cause.of("provider:gone"));
    }

    /** Connects each provider, in order. What one of them throws is noted with its state, and thrown on. */
    public void connect() {
        byName.forEach((name, provider) -> {
            intake.sources().connected(name);
            try {
                provider.connect(new ProviderConnection(name, intake));
            } catch (RuntimeException exception) {
                intake.sources().failed(name, String.valueOf(exception.getMessage()));
                throw exception;
            }
        });
    }

    /** The names of all, in the order in which they are connected. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }
}
