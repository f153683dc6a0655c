package dev.buildrun.platform.contract;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.json.Json;
import dev.buildrun.platform.contract.ContractInForce.Refusal;
import dev.buildrun.platform.event.EventTypes;
import dev.buildrun.platform.event.PlatformEvent;
import dev.buildrun.platform.model.PlatformModel;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the contracts in force when the catalog says something else. The catalog itself takes every change, so it is here that a
 * change which would break the promise of a contract stays without effect, and it is said why.
 */
public final class ContractPlan {
    private final ContractsInForce inForce;
    private final PlatformModel model;
    private final Admission admission;
    private final Circumstances circumstances;
    private final List<ContractInForce> changed = new ArrayList<>();
    private final List<PlatformEvent> events = new ArrayList<>();

    /**
     * What else matters.
     *
     * @param platformTeams who may publish contracts
     * @param isExcused whether a component has a waiver for consuming a contract that goes
     */
    public record Circumstances(Instant now, List<String> platformTeams, Predicate<String> isExcused) {
        public Circumstances {
            platformTeams = List.copyOf(platformTeams);
        }

        LocalDate today() {
            return LocalDate.ofInstant(now, ZoneOffset.UTC);
        }
    }

    /**
     * What is to be written.
     *
     * @param changed versions that are not any more as they were
     * @param after all versions as they are then
     */
    public record Outcome(List<ContractInForce> changed, ContractsInForce after, List<PlatformEvent> events) {
        public Outcome {
            changed = List.copyOf(changed);
            events = List.copyOf(events);
        }
    }

    private ContractPlan(
            ContractsInForce inForce, PlatformModel model, Admission admission, Circumstances circumstances) {
        this.inForce = inForce;
        this.model = model;
        this.admission = admission;
        this.circumstances = circumstances;
    }

    public static Outcome of(
            ContractsInForce inForce, PlatformModel model, Admission admission, Circumstances circumstances) {
        var plan = new ContractPlan(inForce, model, admission, circumstances);
        var published =
                model.contractEntities().stream().filter(plan::isPublished).toList();
        published.forEach(plan::published);
        inForce.all().stream()
                .filter(each -> published.stream()
                        .noneMatch(entity -> entity.ref().toString().equals(each.entityRef())))
                .forEach(plan::gone);
        return new Outcome(plan.changed, plan.after(), plan.events);
    }

    private ContractsInForce after() {
        var after = new ArrayList<>(inForce.all());
        for (var each : changed) {
            after.removeIf(
                    old -> old.contract().version().equals(each.contract().version()));
            after.add(each);
        }
        return new ContractsInForce(after);
    }

    /** Only the platform team publishes contracts; whoever else has such an API has a text. */
    private boolean isPublished(Entity api) {
        var owner = model.owner(api.ref().toString());
        return owner != null && circumstances.platformTeams().contains(owner);
    }

    private void published(Entity api) {
        var ref = api.ref().toString();
        var definition = api.spec().path("definition").asString("");
        var before = inForce.ofEntity(ref).orElse(null);
        if (before != null && before.definition().equals(definition)) {
            if (before.refusal() != null || before.isRemoved() != isRemoved(before.contract())) {
                changed.add(accepted(ref, before.contract(), definition, before));
            }
            return;
        }
        var parsed = Contract.parse(definition);
        var problems = new ArrayList<>(admission.problems(parsed));
        if (parsed instanceof Contract.Parsed.Good(var contract)) {
            problems.addAll(versionProblems(contract, before, ref));
            if (before != null && problems.isEmpty()) {
                problems.addAll(admission.problems(before.contract(), contract, circumstances.today(), consumers(ref)));
            }
            if (problems.isEmpty()) {
                accept(ref, contract, definition, before);
                return;
            }
        }
        if (before != null) {
            refuse(before, definition, problems);
        }
    }

    private List<String> versionProblems(Contract contract, @Nullable ContractInForce before, String ref) {
        if (before != null && !before.contract().version().equals(contract.version())) {
            return List.of("contract: was " + before.contract().version()
                    + " and is not to be another; publish a new version as an API of its own; found "
                    + contract.version());
        }
        return inForce.version(contract.version())
                .filter(other -> !other.entityRef().equals(ref) && !other.isRemoved())
                .map(other -> List.of("contract: " + contract.version() + " is " + other.entityRef() + " already"))
                .orElse(List.of());
    }

    /** Components that consume the contract and have no excuse. */
    private List<String> consumers(String contractRef) {
        return model.related(contractRef, RelationType.API_CONSUMED_BY).stream()
                .filter(ref -> model.entity(ref).isPresent())
                .filter(circumstances.isExcused().negate())
                .toList();
    }

    private void accept(String ref, Contract contract, String definition, @Nullable ContractInForce before) {
        changed.add(accepted(ref, contract, definition, before));
        if (contract.stage() == Stage.DEPRECATED
                && (before == null || before.contract().stage() != Stage.DEPRECATED)) {
            model.related(ref, RelationType.API_CONSUMED_BY).forEach(consumer -> deprecated(ref, contract, consumer));
        }
        if (contract.stage() == Stage.GA
                && (before == null || !before.contract().stage().isPromised())) {
            promised(ref, contract);
        }
    }

    private ContractInForce accepted(
            String ref, Contract contract, String definition, @Nullable ContractInForce before) {
        var since = before == null ? circumstances.now() : before.acceptedAt();
        var removed = isRemoved(contract) ? circumstances.now() : null;
        return new ContractInForce(ref, contract, definition, since, null, removed);
    }

    private static boolean isRemoved(Contract contract) {
        return contract.stage() == Stage.REMOVED;
    }

    /** The first contract that a platform has is no news. */
    private void promised(String ref, Contract contract) {
        if (inForce.all().stream().anyMatch(each -> !each.entityRef().equals(ref))) {
            events.add(new PlatformEvent(
                    circumstances.now(),
                    EventTypes.CONTRACT_PUBLISHED,
                    ref,
                    null,
                    Json.object().put("contract", contract.version()),
                    EventTypes.CONTRACT_PUBLISHED + "/" + ref + "/" + contract.version()));
        }
    }

    private void deprecated(String ref, Contract contract, String consumer) {
        var owner = model.owner(consumer);
        var data = Json.object()
                .put("contract", contract.version())
                .put("component", consumer)
                .put("sunsetAt", String.valueOf(contract.sunsetAt()));
        events.add(new PlatformEvent(
                circumstances.now(),
                EventTypes.CONTRACT_DEPRECATED,
                consumer,
                owner,
                data,
                "contract.deprecated/" + ref + "/" + contract.version() + "/" + consumer));
    }

    private void refuse(ContractInForce before, String definition, List<String> problems) {
        var old = before.refusal();
        if (old != null && old.definition().equals(definition) && old.problems().equals(problems)) {
            return;
        }
        changed.add(before.refused(new Refusal(definition, problems, circumstances.now())));
        var data = Json.object().put("contract", before.contract().version());
        var list = data.putArray("problems");
        problems.forEach(list::add);
        var key = "contract.refused/" + before.entityRef() + "/" + Objects.hash(definition, problems) + "/"
                + circumstances.now();
        circumstances
                .platformTeams()
                .forEach(team -> events.add(new PlatformEvent(
                        circumstances.now(),
                        EventTypes.CONTRACT_REFUSED,
                        before.entityRef(),
                        team,
                        data,
                        key + "/" + team)));
    }

    /** The catalog has it no more. Services that rely on it still may, until none of them does. */
    private void gone(ContractInForce before) {
        if (before.isRemoved()) {
            return;
        }
        var consumers = consumers(before.entityRef());
        if (consumers.isEmpty()) {
            changed.add(new ContractInForce(
                    before.entityRef(),
                    before.contract(),
                    before.definition(),
                    before.acceptedAt(),
                    null,
                    circumstances.now()));
        } else {
            refuse(before, "", admission.removalProblems(null, circumstances.today(), consumers));
        }
    }
}
