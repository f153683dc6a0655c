package dev.buildrun.platform.workload;

import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.team.Teams;
import dev.buildrun.platform.workspace.WorkspacePlan;
import dev.buildrun.platform.workspace.Workspaces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which environments a component has, and where they are. All of that is asked of {@link Workspaces}, so that nothing is looked at or
 * changed elsewhere than where workspaces are made: clusters are the operator's, and only the platform team says which environment is on which.
 */
public final class Environments {
    /** On what belongs to a component. */
    public static final String COMPONENT_LABEL = Labels.COMPONENT;

    private final Teams teams;
    private final Workspaces workspaces;
    private final Supplier<Map<String, ClusterApi>> clusters;

    /** @param clusters those that the operator has configured, by name */
    public Environments(Teams teams, Workspaces workspaces, Supplier<Map<String, ClusterApi>> clusters) {
        this.teams = teams;
        this.workspaces = workspaces;
        this.clusters = clusters;
    }

    /**
     * One environment of a component, and where it is.
     *
     * @param cluster where somebody says that it is; null where nobody does
     * @param target empty where the operator has configured no such cluster
     */
    public record Place(
            EnvironmentTerms terms,
            boolean isProduction,
            String namespace,
            @Nullable String cluster,
            Optional<Target> target) {
        /** Why it has no target, and who can change that. */
        private String withoutCluster() {
            return cluster == null
                    ? "neither the operator (buildrun.platform.environments) nor the contract nor the platform team's entity says"
                            + " on which cluster it is"
                    : "it is on cluster " + cluster + ", and the operator has configured no cluster of that name";
        }
    }

    /**
     * All of a component, in the order of promotion.
     *
     * @throws ServiceException of kind NOT_FOUND when there is no such component, CONFLICT when no group owns it
     */
    public List<Place> of(String component) {
        return workspaces.plans(component).stream()
                .map(plan -> place(component, plan))
                .toList();
    }

    /** Those that are on a cluster; none of what can have no workspace. */
    public List<Target> targets(String component) {
        try {
            return of(component).stream()
                    .flatMap(place -> place.target().stream())
                    .toList();
        } catch (ServiceException exception) {
            if (exception.kind() == ErrorKind.NOT_FOUND || exception.kind() == ErrorKind.CONFLICT) {
                return List.of();
            }
            throw exception;
        }
    }

    public Contract contract(String component) {
        return workspaces.contract(component);
    }

    /** The components that may run in a namespace: those whose workspace it is, or else those that are called like it. */
    public List<String> componentsIn(String namespace) {
        return workspaces
                .ofNamespace(namespace)
                .map(row -> row.key().subjectRef())
                .map(subject -> subject.startsWith("group:") ? teams.componentsOf(List.of(subject)) : List.of(subject))
                .orElseGet(() -> IntStream.range(1, namespace.length())
                        .filter(at -> namespace.charAt(at) == '-')
                        .mapToObj(at -> namespace.substring(0, at))
                        .flatMap(name -> teams.componentsNamed(name).stream())
                        .toList());
    }

    /** The clusters that the operator has configured, by name. */
    public Map<String, ClusterApi> clusters() {
        return clusters.get();
    }

    private Place place(String component, WorkspacePlan plan) {
        var contract = plan.contract();
        var workspace = plan.workspace();
        var terms = plan.terms();
        var isProduction = contract.environments().getLast().equals(terms);
        var selector =
                COMPONENT_LABEL + "=" + Labels.value(EntityRef.parse(component).name());
        var target = Optional.ofNullable(plan.cluster())
                .flatMap(name -> Optional.ofNullable(clusters.get().get(name)))
                .map(cluster -> new Target(component, contract, terms, isProduction, cluster, workspace, selector));
        return new Place(terms, isProduction, workspace.namespace(), plan.cluster(), target);
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
                        "The environment " + environment + " is in plan mode: " + place.withoutCluster()));
        requireOwn(target);
        return target;
    }

    /**
     * Makes sure that a namespace is the component's. Its name alone does not say so: whoever registers a component that is called like a
     * namespace which is there already would get at what is not theirs.
     *
     * @throws ServiceException of kind NOT_FOUND where there is no such namespace, NOT_ALLOWED where it is another one's
     */
    public void requireOwn(Target target) {
        var name = target.namespace();
        var metadata = target.cluster()
                .find("/api/v1/namespaces/" + name)
                .orElseThrow(() -> ServiceException.notFound("No namespace " + name + " in cluster "
                        + target.cluster().name() + ": the workspace of " + target.component() + " in "
                        + target.environment() + " is not there yet"))
                .path("metadata");
        var component = metadata.path("labels").path(Labels.COMPONENT).asString("");
        var team = metadata.path("labels").path(Labels.TEAM).asString("");
        var subject = metadata.path("annotations").path(Labels.SUBJECT_REF).asString("");
        var workspace = target.workspace();
        var expected =
                workspace.isOfTeam() ? "" : Labels.value(workspace.subject().name());
        var isOwn = component.equals(expected)
                && team.equals(Labels.value(workspace.owner().name()))
                && (subject.isEmpty()
                        ? isOnlyOne(target)
                        : subject.equals(workspace.subject().toString()));
        if (!isOwn) {
            throw ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    "The namespace " + name + " in cluster " + target.cluster().name() + " is labelled for component '"
                            + component + "' of team '" + team + "', expected that of " + target.component()
                            + " of team '" + workspace.owner().name() + "'");
        }
    }

    /** Labels have no room for the catalog's namespace, so those that somebody wrote by hand can't tell two of a name apart. */
    private boolean isOnlyOne(Target target) {
        return teams.componentsNamed(EntityRef.parse(target.component()).name()).size() == 1;
    }
}
