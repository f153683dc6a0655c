package dev.buildrun.platform.workspace;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.catalog.entity.RelationType;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.Contract.Parsed;
import dev.buildrun.platform.contract.ContractInForce;
import dev.buildrun.platform.contract.ContractsInForce;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.contract.RuntimeTerms.Isolation;
import dev.buildrun.platform.model.EnvironmentPlace;
import dev.buildrun.platform.model.PlatformModel;
import dev.buildrun.platform.model.PlatformTypes;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.objects.Workspace;
import dev.buildrun.platform.objects.Workspace.Peer;
import dev.buildrun.platform.objects.Workspace.Peers;
import dev.buildrun.platform.objects.WorkspaceNames;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says which workspaces there should be, as of one moment of the catalog; for one thread. */
public final class WorkspacePlanner {
    /** Annotation of an offering whose instances run in one namespace of the platform's own. */
    private static final String OFFERING_NAMESPACE = "buildrun.dev/namespace";

    private static final String NAMESPACE = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final String LIBRARY = "library";

    private final PlatformModel model;
    private final List<String> platformTeams;
    private final WorkspaceConfig config;
    private final Names names;
    private final ContractsInForce inForce;
    private final Map<String, Optional<Contract>> contracts = new HashMap<>();
    private final Map<String, Optional<String>> places = new HashMap<>();

    /** Which names are taken. */
    public interface Names {
        /** Nothing is reserved; for catalogs that have no database. */
        Names NONE = new Names() {
            @Override
            public Optional<String> reserved(WorkspacePlan.Key key) {
                return Optional.empty();
            }

            @Override
            public boolean isTaken(String namespace) {
                return false;
            }
        };

        /** The namespace that belongs to a workspace for good. */
        Optional<String> reserved(WorkspacePlan.Key key);

        /** Whether another has it. */
        boolean isTaken(String namespace);
    }

    /**
     * What holds on the platform.
     *
     * @param contracts those in force, which stay when the catalog has lost or broken the text of one
     * @param platformTeams full references of the groups that own the platform
     */
    public record Terms(ContractsInForce contracts, List<String> platformTeams) {}

    public WorkspacePlanner(PlatformModel model, Terms terms, WorkspaceConfig config, Names names) {
        this.model = model;
        this.inForce = terms.contracts();
        this.platformTeams = terms.platformTeams();
        this.config = config;
        this.names = names;
    }

    /**
     * The workspaces of a component, one for each environment of its contract, in the order of promotion.
     *
     * @throws ServiceException of kind NOT_FOUND when there is no such component, CONFLICT when no group owns it
     */
    public List<WorkspacePlan> ofComponent(String componentRef) {
        return contract(componentRef).environments().stream()
                .map(environment -> ofComponent(componentRef, environment.name()))
                .toList();
    }

    /**
     * The workspace of a component in one environment.
     *
     * @throws ServiceException of kind INPUT, besides the above, when its contract has no such environment
     */
    public WorkspacePlan ofComponent(String componentRef, String environment) {
        var component = component(componentRef);
        var contract = contract(componentRef);
        return plan(List.of(component), subject(component, contract), contract, terms(contract, environment));
    }

    /** The workspace of a component or of a team; empty where the catalog has no use for it any more. */
    public Optional<WorkspacePlan> of(WorkspacePlan.Key key) {
        if (!key.subjectRef().startsWith("group:")) {
            return model.entity(key.subjectRef())
                    .filter(component -> contract(key.subjectRef())
                            .environment(key.environment())
                            .isPresent())
                    .filter(component -> contract(key.subjectRef()).runtime().isolation() == Isolation.COMPONENT)
                    .map(component -> ofComponent(key.subjectRef(), key.environment()));
        }
        var components = sharing(key.subjectRef()).toList();
        if (components.isEmpty()) {
            return Optional.empty();
        }
        var contract = contract(components.getFirst().ref().toString());
        return contract.environment(key.environment())
                .map(terms -> plan(components, EntityRef.parse(key.subjectRef()), contract, terms));
    }

    /** The components of a team that share one namespace in each environment. */
    private Stream<Entity> sharing(String teamRef) {
        return model.related(teamRef, RelationType.OWNER_OF).stream()
                .filter(ref -> ref.startsWith("component:"))
                .filter(ref -> contract(ref).runtime().isolation() == Isolation.TEAM)
                .flatMap(ref -> model.entity(ref).stream());
    }

    /** Whether a workspace is a team's. */
    boolean isOf(String teamRef, WorkspacePlan.Key key) {
        return key.subjectRef().equals(teamRef) || teamRef.equals(model.owner(key.subjectRef()));
    }

    /** What the quota of a workspace is by its contract; empty where the catalog has no use for it any more. */
    Map<String, String> quota(WorkspacePlan.Key key) {
        var component = key.subjectRef().startsWith("group:")
                ? sharing(key.subjectRef()).findFirst().map(found -> found.ref().toString())
                : Optional.of(key.subjectRef());
        return component
                .flatMap(ref -> contract(ref).environment(key.environment()))
                .map(EnvironmentTerms::quota)
                .orElse(Map.of());
    }

    private Entity component(String ref) {
        return model.entity(ref)
                .filter(_ -> ref.startsWith("component:"))
                .orElseThrow(() -> ServiceException.notFound("No component " + ref));
    }

    private static EnvironmentTerms terms(Contract contract, String environment) {
        return contract.environment(environment)
                .orElseThrow(() -> ServiceException.input("Expected an environment of contract " + contract.version()
                        + ", which has "
                        + contract.environments().stream()
                                .map(EnvironmentTerms::name)
                                .toList() + ", found " + environment));
    }

    private EntityRef subject(Entity component, Contract contract) {
        return contract.runtime().isolation() == Isolation.TEAM ? owner(component) : lower(component.ref());
    }

    private static EntityRef lower(EntityRef ref) {
        return EntityRef.parse(ref.toString());
    }

    private EntityRef owner(Entity component) {
        var owner = model.owner(component.ref().toString());
        if (owner == null || !owner.startsWith("group:")) {
            throw ServiceException.of(
                    ErrorKind.CONFLICT,
                    component.ref() + ": expected a group as its owner, whose members get the rights, found "
                            + (owner == null ? "nobody" : owner));
        }
        return EntityRef.parse(owner);
    }

    private WorkspacePlan plan(List<Entity> components, EntityRef subject, Contract contract, EnvironmentTerms terms) {
        var first = components.getFirst();
        var environment = terms.name();
        var system = model.related(first.ref().toString(), RelationType.PART_OF).stream()
                .filter(ref -> ref.startsWith("system:"))
                .map(ref -> EntityRef.parse(ref).name())
                .findFirst()
                .orElse(null);
        var peers = peers(components, environment);
        var workspace = new Workspace(
                subject,
                owner(first),
                system,
                environment,
                namespace(new WorkspacePlan.Key(subject.toString(), environment)),
                platformTeams.stream()
                        .filter(team -> team.startsWith("group:"))
                        .map(EntityRef::parse)
                        .toList(),
                config.groupPrefix(),
                peers);
        return new WorkspacePlan(workspace, contract, cluster(terms));
    }

    private String namespace(WorkspacePlan.Key key) {
        return names.reserved(key).orElseGet(() -> {
            var subject = EntityRef.parse(key.subjectRef());
            var plain = WorkspaceNames.plain(subject, key.environment());
            return names.isTaken(plain) ? WorkspaceNames.hashed(subject, key.environment()) : plain;
        });
    }

    private @Nullable String cluster(EnvironmentTerms terms) {
        var operators = config.clusters().get(terms.name());
        if (operators != null) {
            return operators;
        }
        return terms.cluster() != null ? terms.cluster() : place(terms.name()).orElse(null);
    }

    /** Environments are the platform team's; where somebody else calls a resource one, it says nothing about clusters. */
    private Optional<String> place(String environment) {
        return places.computeIfAbsent(
                environment,
                name -> model.environments().stream()
                        .filter(each -> each.name().equals(name) && isPlatformTeams(each.ref()))
                        .map(EnvironmentPlace::cluster)
                        .flatMap(cluster -> Optional.ofNullable(cluster).stream())
                        .findFirst());
    }

    private boolean isPlatformTeams(String ref) {
        return platformTeams.contains(String.valueOf(model.owner(ref)));
    }

    private Peers peers(List<Entity> components, String environment) {
        var outgoing = new LinkedHashSet<Peer>();
        var incoming = new LinkedHashSet<Peer>();
        var own = components.stream().map(each -> each.ref().toString()).toList();
        for (var ref : own) {
            for (var target : targets(ref)) {
                peer(target, environment).filter(_ -> !own.contains(target)).ifPresent(outgoing::add);
            }
            for (var source : sources(ref)) {
                peer(source, environment).filter(_ -> !own.contains(source)).ifPresent(incoming::add);
            }
        }
        return new Peers(List.copyOf(outgoing), List.copyOf(incoming));
    }

    private Set<String> targets(String ref) {
        var targets = new LinkedHashSet<>(model.related(ref, RelationType.DEPENDS_ON));
        model.related(ref, RelationType.CONSUMES_API)
                .forEach(api -> targets.addAll(model.related(api, RelationType.API_PROVIDED_BY)));
        return targets;
    }

    private Set<String> sources(String ref) {
        var sources = new LinkedHashSet<>(model.related(ref, RelationType.DEPENDENCY_OF));
        model.related(ref, RelationType.PROVIDES_API)
                .forEach(api -> sources.addAll(model.related(api, RelationType.API_CONSUMED_BY)));
        return sources;
    }

    /** Where the other end runs in the same environment; empty for what does not run, and for what the environment has no place for. */
    private Optional<Peer> peer(String ref, String environment) {
        if (ref.startsWith("resource:")) {
            return model.instance(ref)
                    .flatMap(instance -> Optional.ofNullable(instance.offering())
                            .flatMap(model::entity)
                            .flatMap(offering -> offering.annotation(OFFERING_NAMESPACE))
                            .filter(namespace -> namespace.matches(NAMESPACE))
                            .map(namespace -> new Peer(instance.name(), namespace, null)));
        }
        return Optional.of(ref)
                .filter(each -> each.startsWith("component:"))
                .flatMap(model::entity)
                .filter(this::runs)
                .filter(component -> contract(ref).environment(environment).isPresent())
                .map(component -> peer(component, environment));
    }

    private Peer peer(Entity component, String environment) {
        var contract = contract(component.ref().toString());
        var subject = subject(component, contract);
        var namespace = namespace(new WorkspacePlan.Key(subject.toString(), environment));
        return new Peer(
                component.name(),
                namespace,
                contract.runtime().isolation() == Isolation.TEAM ? Labels.value(component.name()) : null);
    }

    private boolean runs(Entity component) {
        var type = component.spec().path("type").asString("");
        var owner = model.owner(component.ref().toString());
        return !type.equals(PlatformTypes.PLATFORM)
                && !type.equals(LIBRARY)
                && owner != null
                && owner.startsWith("group:");
    }

    /**
     * The contract that a component consumes, as it is in force, or else as the catalog has it from the platform team, which is about to be;
     * the usual one where it consumes none of these. An API that the catalog does not have, or that can't be read, holds nobody up: a
     * contract that ever was in force stays so as long as it is consumed, whatever becomes of its entity.
     */
    public Contract contract(String componentRef) {
        var named = model.related(componentRef, RelationType.CONSUMES_API);
        if (!inForce.named(named).isEmpty()) {
            return inForce.terms(named);
        }
        // Terms name clusters and give rights, so nobody writes their own.
        return model.contractsOf(componentRef).stream()
                .filter(this::isPlatformTeams)
                .flatMap(api -> contracts.computeIfAbsent(api, this::read).stream())
                .findFirst()
                .orElseGet(() -> last(named));
    }

    /** What somebody got of a contract that was removed stays as it was until they name another. */
    private Contract last(List<String> named) {
        return named.stream()
                .flatMap(api -> inForce.ofEntity(api).stream())
                .findFirst()
                .map(ContractInForce::contract)
                .orElseGet(inForce::usual);
    }

    private Optional<Contract> read(String api) {
        var definition = model.entity(api)
                .map(entity -> entity.spec().path("definition").asString(""))
                .orElse("");
        return switch (Contract.parse(definition)) {
            case Parsed.Good(var contract) -> Optional.of(contract);
            case Parsed.Bad _ -> Optional.empty();
        };
    }
}
