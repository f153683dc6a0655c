package dev.buildrun.platform.process;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.catalog.index.Snapshot;
import dev.buildrun.catalog.process.EntityProcessor;
import dev.buildrun.catalog.process.ProcessingContext;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.access.Platforms;
import dev.buildrun.platform.contract.Admission;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.contract.Stage;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.model.PlatformTypes;
import dev.buildrun.platform.rule.Expressions;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Checks contracts and platforms. */
public final class PlatformProcessor implements EntityProcessor {
    private final Supplier<Snapshot> newest;
    private final Supplier<ContractsInForce> contracts;
    private final int maxPlatforms;
    private final Admission admission;
    private final Clock clock;

    /**
     * Checks against what is known when an entity is processed.
     *
     * @param contracts those in force; none as long as they are not known
     */
    public PlatformProcessor(
            Supplier<Snapshot> newest,
            Supplier<ContractsInForce> contracts,
            int maxPlatforms,
            Expressions expressions,
            Clock clock) {
        this.newest = newest;
        this.contracts = contracts;
        this.maxPlatforms = maxPlatforms;
        this.admission = new Admission(expressions);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "PlatformProcessor";
    }

    @Override
    public Entity postProcess(Entity entity, ProcessingContext context) {
        var type = entity.spec().path("type").asString("");
        if (entity.kind().equals("API") && type.equals(PlatformTypes.CONTRACT)) {
            checkContract(entity);
        }
        if (entity.kind().equals("Component") && type.equals(PlatformTypes.PLATFORM)) {
            checkPlatform(entity);
        }
        return entity;
    }

    private void checkPlatform(Entity entity) {
        var others = new ArrayList<>(Platforms.claimed(newest.get()));
        if (!others.remove(entity.ref().toString()) && others.size() >= maxPlatforms) {
            throw ServiceException.input("BR-00: there is one platform, " + String.join(", ", others)
                    + "; expected no other component of type platform. Run what it does not offer as a Resource of type"
                    + " self-run-service, or ask the operator for buildrun.platform.max");
        }
    }

    private void checkContract(Entity entity) {
        var parsed = Contract.parse(entity.spec().path("definition").asString(""));
        var problems = new ArrayList<String>(admission.problems(parsed));
        if (parsed instanceof Contract.Parsed.Good(var contract)) {
            var lifecycle = entity.spec().path("lifecycle").asString("");
            if (!lifecycle.equals(contract.stage().lifecycle())) {
                problems.add("stage: expected spec.lifecycle to be "
                        + contract.stage().lifecycle() + ", as "
                        + contract.stage().text() + " has it; found " + lifecycle);
            }
            problems.addAll(promiseProblems(entity, contract));
        }
        if (!problems.isEmpty()) {
            throw ServiceException.input("spec.definition: " + String.join("; ", problems));
        }
    }

    private List<String> promiseProblems(Entity entity, Contract contract) {
        var ref = entity.ref().toString();
        var before = contracts.get().ofEntity(ref);
        if (before.isEmpty()
                || before.get()
                        .definition()
                        .equals(entity.spec().path("definition").asString(""))) {
            return List.of();
        }
        var model = new PlatformModel(newest.get());
        var consumers = model.related(ref, RelationType.API_CONSUMED_BY);
        // Whether consumers of one that is removed have waivers, the table knows; so that is not decided here.
        var asked = contract.stage() == Stage.REMOVED ? List.<String>of() : consumers;
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return admission.problems(before.get().contract(), contract, today, asked);
    }
}
