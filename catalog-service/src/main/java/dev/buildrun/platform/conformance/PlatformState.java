package dev.buildrun.platform.conformance;

import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.database.Database;
import dev.buildrun.platform.PlatformConfig;
import dev.buildrun.platform.access.Platforms;
import dev.buildrun.platform.contract.ContractStore;
import dev.buildrun.platform.contract.ContractsInForce;
import java.util.ArrayList;
import java.util.List;

/** The contracts in force and the accepted platforms as this replica knows them; for any thread. */
public final class PlatformState implements Platforms {
    private final PlatformConfig config;
    private final ContractStore store;
    private volatile Known known = new Known(ContractsInForce.NONE, List.of());

    /** @param order of platforms, those that came first before the others */
    private record Known(ContractsInForce contracts, List<String> order) {}

    public PlatformState(PlatformConfig config, ContractStore store) {
        this.config = config;
        this.store = store;
    }

    /** Reads what some replica has written. Blocks. */
    public void reload(Database database) {
        known = database.inTransaction(tx -> new Known(store.contracts(tx), store.platforms(tx)));
    }

    public ContractsInForce contracts() {
        return known.contracts();
    }

    /** The order in which platforms came, with those that are new at its end. */
    List<String> order(Snapshot snapshot) {
        var claimed = Platforms.claimed(snapshot);
        var order = new ArrayList<>(known.order());
        order.retainAll(claimed);
        claimed.stream().filter(ref -> !order.contains(ref)).forEach(order::add);
        return order;
    }

    @Override
    public List<String> accepted(Snapshot snapshot) {
        var order = order(snapshot);
        var pinned = config.component();
        if (pinned != null) {
            return order.contains(pinned) ? List.of(pinned) : List.of();
        }
        return List.copyOf(order.subList(0, Math.min(config.max(), order.size())));
    }

    Terms terms(Snapshot snapshot, ContractsInForce contracts) {
        return new Terms(contracts, accepted(snapshot), config.governedTypes());
    }

    public Terms terms(Snapshot snapshot) {
        return terms(snapshot, contracts());
    }
}
