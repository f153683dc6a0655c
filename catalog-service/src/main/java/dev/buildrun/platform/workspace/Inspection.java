package dev.buildrun.platform.workspace;

import dev.buildrun.platform.objects.Labels;
import dev.buildrun.platform.objects.ObjectText;
import dev.buildrun.platform.objects.WorkspaceObjects;
import dev.buildrun.platform.workspace.ObjectState.State;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a workspace as it should be with what a cluster has. */
public final class Inspection {
    private static final Set<String> READING = Set.of("get", "list", "watch");

    private final WorkspacePlan plan;
    private final Live live;
    private final Set<String> openGrants;

    private Inspection(WorkspacePlan plan, Live live, Set<String> openGrants) {
        this.plan = plan;
        this.live = live;
        this.openGrants = openGrants;
    }

    /** @param openGrants the ids of the break-glass grants that have not run out */
    public static List<ObjectState> of(WorkspacePlan plan, Live live, Set<String> openGrants) {
        return new Inspection(plan, live, openGrants).all();
    }

    /** How all is where there is no cluster. */
    static List<ObjectState> planned(WorkspacePlan plan) {
        return plan.objects().stream()
                .map(object -> ObjectState.of(ObjectText.name(object), State.PLANNED))
                .toList();
    }

    private List<ObjectState> all() {
        var name = plan.workspace().namespace();
        var wanted = plan.objects();
        var namespace = live.namespace(name);
        if (namespace.isEmpty() || namespace.get().isMarkedForDeletion()) {
            return wanted.stream()
                    .map(object -> ObjectState.of(ObjectText.name(object), State.MISSING))
                    .toList();
        }
        if (isSomebodyElses(plan, namespace.get())) {
            return List.of(ObjectState.of(
                    ObjectText.name(namespace.get()),
                    State.CONFLICT,
                    "the namespace is there, and was not made for "
                            + plan.workspace().subject()));
        }
        var found = new LinkedHashMap<String, HasMetadata>();
        live.managed(name).forEach(object -> found.put(ObjectText.name(object), object));
        var states = new ArrayList<ObjectState>();
        for (var object : wanted) {
            states.add(state(
                    object, object instanceof Namespace ? namespace.get() : found.remove(ObjectText.name(object))));
        }
        states.addAll(leftover(found));
        states.addAll(foreign(name, found));
        return List.copyOf(states);
    }

    /** A namespace is ours where it has our label and tells the subject that it was made for. */
    static boolean isSomebodyElses(WorkspacePlan plan, Namespace namespace) {
        var labels = namespace.getMetadata().getLabels();
        var annotations = namespace.getMetadata().getAnnotations();
        return labels == null
                || annotations == null
                || !Labels.BUILDRUN.equals(labels.get(Labels.MANAGED_BY))
                || !plan.workspace().subject().toString().equals(annotations.get(Labels.SUBJECT_REF));
    }

    private static ObjectState state(HasMetadata wanted, @Nullable HasMetadata found) {
        var name = ObjectText.name(wanted);
        if (found == null) {
            return ObjectState.of(name, State.MISSING);
        }
        var differences = Comparison.differences(wanted, found);
        return new ObjectState(name, differences.isEmpty() ? State.IN_SYNC : State.DRIFTED, differences);
    }

    private List<ObjectState> leftover(Map<String, HasMetadata> found) {
        var states = new ArrayList<ObjectState>();
        found.forEach((name, object) -> {
            var labels = object.getMetadata().getLabels();
            if (labels.containsKey(Labels.BREAK_GLASS)) {
                if (!isOpenGrant(object)) {
                    states.add(ObjectState.of(name, State.FOREIGN, "no break-glass grant that is open has made it"));
                }
            } else if (object instanceof RoleBinding || !labels.containsKey(Labels.BINDING)) {
                states.add(
                        ObjectState.of(name, State.STALE, "neither the contract nor the catalog asks for it any more"));
            }
        });
        return states;
    }

    private boolean isOpenGrant(HasMetadata object) {
        var grant = object.getMetadata().getLabels().get(Labels.BREAK_GLASS);
        return grant != null
                && object instanceof RoleBinding binding
                && openGrants.contains(grant)
                && binding.getMetadata().getName().equals(grantName(grant))
                && binding.getRoleRef().getName().equals(WorkspaceObjects.BREAK_GLASS_ROLE);
    }

    /** How the role binding of a break-glass grant is called. */
    public static String grantName(String grant) {
        return "break-glass-" + grant;
    }

    private List<ObjectState> foreign(String namespace, Map<String, HasMetadata> leftover) {
        var ours = plan.objects().stream().map(ObjectText::name).toList();
        return live.roleBindings(namespace).stream()
                .filter(binding -> !ours.contains(ObjectText.name(binding)))
                .filter(binding -> !leftover.containsKey(ObjectText.name(binding)))
                .filter(binding -> letsWrite(binding, namespace))
                .map(binding -> new ObjectState(ObjectText.name(binding), State.FOREIGN, strangers(binding)))
                .filter(state -> !state.details().isEmpty())
                .toList();
    }

    /** A role that can't be read is taken for one that lets write: not to know is not to be safe. */
    private boolean letsWrite(RoleBinding binding, String namespace) {
        return live.rules(binding.getRoleRef(), namespace)
                .map(rules -> rules.stream().anyMatch(Inspection::letsWrite))
                .orElse(true);
    }

    private static boolean letsWrite(PolicyRule rule) {
        return rule.getVerbs().stream().anyMatch(verb -> !READING.contains(verb));
    }

    /** Those who are neither the owner nor something that runs in the namespace itself. */
    private List<String> strangers(RoleBinding binding) {
        var owner = plan.workspace().kubernetesGroup(plan.workspace().owner());
        var role = binding.getRoleRef().getKind() + " " + binding.getRoleRef().getName();
        return binding.getSubjects() == null
                ? List.of()
                : binding.getSubjects().stream()
                        .filter(subject -> !isOwners(subject, owner))
                        .map(subject -> subject.getKind() + " " + fullName(subject) + " may write by " + role)
                        .toList();
    }

    private static String fullName(Subject subject) {
        return subject.getNamespace() == null ? subject.getName() : subject.getNamespace() + "/" + subject.getName();
    }

    private boolean isOwners(Subject subject, String owner) {
        return switch (subject.getKind()) {
            case "Group" -> subject.getName().equals(owner);
            case "ServiceAccount" ->
                subject.getNamespace() == null
                        || subject.getNamespace().equals(plan.workspace().namespace());
            default -> false;
        };
    }
}
