package dev.buildrun.platform.contract;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** All versions, as of one moment; the one place that decides which of them a component is held against. */
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

    /**
     * What a component is held against: all that it consumes and that are in force, or else the usual one. Never empty.
     *
     * @param consumed full references of the APIs that it consumes, whatever they are
     */
    public List<Contract> of(List<String> consumed) {
        var named = named(consumed);
        return named.isEmpty() ? List.of(usual()) : named;
    }

    /** Those of some APIs that are contracts in force; empty where none is. */
    public List<Contract> named(List<String> apis) {
        return apis.stream()
                .flatMap(api -> ofEntity(api).stream())
                .filter(each -> !each.isRemoved())
                .map(ContractInForce::contract)
                .toList();
    }

    /** The one whose terms a component gets where only one can count, for instance for its environments: the first of those. */
    public Contract terms(List<String> consumed) {
        return of(consumed).getFirst();
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
