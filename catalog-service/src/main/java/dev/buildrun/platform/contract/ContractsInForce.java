package dev.buildrun.platform.contract;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** All versions, as of one moment. */
public record ContractsInForce(List<ContractInForce> all) {
    public static final ContractsInForce NONE = new ContractsInForce(List.of());

    public ContractsInForce {
        all = List.copyOf(all);
    }

    public Optional<ContractInForce> version(String version) {
        return all.stream()
                .filter(each -> each.contract().version().equals(version))
                .findFirst();
    }

    /** @param entityRef the full reference of an API, in lower case */
    public Optional<ContractInForce> ofEntity(String entityRef) {
        return all.stream().filter(each -> each.entityRef().equals(entityRef)).findFirst();
    }

    /** What a service is held against that consumes no contract: the newest that is promised, or else the built-in one. */
    public Contract usual() {
        return all.stream()
                .filter(each -> !each.isRemoved() && each.contract().stage() == Stage.GA)
                .max(Comparator.comparing(ContractInForce::acceptedAt)
                        .thenComparing(each -> each.contract().version()))
                .map(ContractInForce::contract)
                .orElse(Contract.BUILT_IN);
    }

    /** Changes with everything that the rules may say. */
    public String fingerprint() {
        var hash = Objects.hashCode(all.stream()
                .map(each -> List.of(each.entityRef(), each.definition(), each.isRemoved()))
                .toList());
        return Integer.toHexString(hash) + "-" + all.size();
    }
}
