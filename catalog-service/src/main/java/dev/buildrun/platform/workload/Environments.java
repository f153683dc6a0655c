package dev.buildrun.platform.workload;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.model.PlatformTypes;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.team.Teams;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Which environments a component has, and where they are: its contract names them, the catalog or the contract their clusters. */
public final class Environments {
    /** The annotation of a Resource of type {@code environment} that names its cluster. */
    public static final String CLUSTER = PlatformTypes.CLUSTER;
    /** On what belongs to a component. */
    public static final String COMPONENT_LABEL = Labels.COMPONENT;

    /** On what belongs to a team. */
    public static final String TEAM_LABEL = Labels.TEAM;

    private final Teams teams;
    private final Function<String, Contract> contracts;
    private final Supplier<Map<String, ClusterApi>> clusters;
    private final Naming naming;

    /** How the namespace of a component in an environment is called. */
    @FunctionalInterface
    public interface Naming {
        Naming USUAL = (component, environment) -> EntityRef.parse(component).name() + "-" + environment;

        String namespace(String component, String environment);
    }

    /**
     * @param contracts the contract of a component
     * @param clusters those that the operator has configured, by name
     */
    public Environments(
            Teams teams,
            Function<String, Contract> contracts,
            Supplier<Map<String, ClusterApi>> clusters,
            Naming naming) {
        this.teams = teams;
        this.contracts = contracts;
        this.clusters = clusters;
        this.naming = naming;
    }

    /** One environment of a component, and where it is; no target where its cluster is not known. */
    public record Place(EnvironmentTerms terms, boolean isProduction, String namespace, Optional<Target> target) {}

    /** All of a component, in the order of promotion. */
    public List<Place> of(String component) {
        var contract = contracts.apply(component);
        return contract.environments().stream()
                .map(terms -> place(component, contract, terms))
                .toList();
    }

    public Contract contract(String component) {
        return contracts.apply(component);
    }

    /** The names that a component may have whose namespace this is: what stands before each of its dashes. */
    public List<String> componentNames(String namespace) {
        return IntStream.range(1, namespace.length())
                .filter(at -> namespace.charAt(at) == '-')
                .mapToObj(at -> namespace.substring(0, at))
                .toList();
    }

    /** The clusters that the operator has configured, by name. */
    public Map<String, ClusterApi> clusters() {
        return clusters.get();
    }

    private Place place(String component, Contract contract, EnvironmentTerms terms) {
        var isProduction = contract.environments().getLast().equals(terms);
        var namespace = naming.namespace(component, terms.name());
        var selector = COMPONENT_LABEL + "=" + EntityRef.parse(component).name();
        var target = cluster(terms)
                .map(cluster -> new Target(component, contract, terms, isProduction, cluster, namespace, selector));
        return new Place(terms, isProduction, namespace, target);
    }

    private Optional<ClusterApi> cluster(EnvironmentTerms terms) {
        var known = clusters.get();
        var named = teams.environment(terms.name())
                .flatMap(environment -> environment.annotation(CLUSTER))
                .or(() -> Optional.ofNullable(terms.cluster()));
        if (named.isPresent()) {
            return named.map(known::get);
        }
        return known.size() == 1 ? known.values().stream().findFirst() : Optional.empty();
    }

    /**
     * One that can be worked with.
     *
     * @throws ServiceException of kind NOT_FOUND for an environment that the contract does not have, NOT_IMPLEMENTED where it is on no
     *     cluster that the operator has configured
     */
    public Target require(String component, String environment) {
        var places = of(component);
        var place = places.stream()
                .filter(each -> each.terms().name().equals(environment))
                .findFirst()
                .orElseThrow(() -> ServiceException.notFound("The contract of " + component + " has no environment '"
                        + environment + "', it has "
                        + places.stream().map(each -> each.terms().name()).toList()));
        var target = place.target()
                .orElseThrow(() -> ServiceException.of(
                        ErrorKind.NOT_IMPLEMENTED,
                        "The environment " + environment + " is in plan mode: it names no cluster that is configured"
                                + " (annotation " + CLUSTER + " of the Resource, or 'cluster' in the contract)"));
        requireOwn(target);
        return target;
    }

    /**
     * Makes sure that a namespace is the component's. Its name alone does not say so: whoever registers a component of the same name
     * elsewhere in the catalog would get at what is not theirs.
     *
     * @throws ServiceException of kind NOT_FOUND where there is no such namespace, NOT_ALLOWED where it is another one's
     */
    public void requireOwn(Target target) {
        var name = target.namespace();
        var labels = target.cluster()
                .find("/api/v1/namespaces/" + name)
                .orElseThrow(() -> ServiceException.notFound("No namespace " + name + " in cluster "
                        + target.cluster().name() + ": the workspace of " + target.component() + " in "
                        + target.environment() + " is not there yet"))
                .path("metadata")
                .path("labels");
        var component = labels.path(COMPONENT_LABEL).asString("");
        var team = labels.path(TEAM_LABEL).asString("");
        var owner = teams.owner(target.component())
                .map(ref -> EntityRef.parse(ref).name())
                .orElse("");
        var isOthers = teams.componentsNamed(EntityRef.parse(target.component()).name())
                                .size()
                        > 1
                && team.isEmpty();
        if (isOthers
                || (!component.isEmpty()
                        && !component.equals(EntityRef.parse(target.component()).name()))
                || (!team.isEmpty() && !team.equals(owner))) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    "The namespace " + name + " in cluster " + target.cluster().name() + " is labelled for component '"
                            + component + "' of team '" + team + "', expected that of " + target.component()
                            + " of team '" + owner + "'");
        }
    }
}
