package dev.buildrun.platform.objects;

import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.EnvironmentTerms;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.LimitRangeItemBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The objects of one workspace, in the order in which they are to be made. */
public final class WorkspaceObjects {
    public static final String DEVELOPER_ROLE = "buildrun-developer";
    public static final String EXEC_ROLE = "buildrun-exec";
    public static final String DEPLOYER_ROLE = "buildrun-deployer";
    public static final String READ_ROLE = "buildrun-platform-read";
    public static final String BREAK_GLASS_ROLE = "buildrun-break-glass";

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String DEPLOYER = "deployer";
    private static final Quantity NONE = new Quantity("0");

    private final Contract contract;
    private final EnvironmentTerms terms;
    private final Workspace workspace;

    private WorkspaceObjects(Contract contract, EnvironmentTerms terms, Workspace workspace) {
        this.contract = contract;
        this.terms = terms;
        this.workspace = workspace;
    }

    /**
     * Makes the objects; the same input gives equal objects.
     *
     * @throws IllegalArgumentException when the contract has no environment of the workspace's name
     */
    public static List<HasMetadata> of(Contract contract, Workspace workspace) {
        var terms = contract.environment(workspace.environment())
                .orElseThrow(() -> new IllegalArgumentException("Expected an environment of contract "
                        + contract.version() + ", found " + workspace.environment()));
        return new WorkspaceObjects(contract, terms, workspace).all();
    }

    private List<HasMetadata> all() {
        var objects = new ArrayList<HasMetadata>();
        objects.add(namespace());
        objects.add(quota());
        if (!terms.limits().isEmpty()) {
            objects.add(limitRange());
        }
        objects.addAll(new NetworkObjects(contract.network(), workspace, this::meta).all());
        objects.add(serviceAccount("runtime"));
        objects.add(serviceAccount(DEPLOYER));
        objects.add(roleBinding(
                "team-developers", DEVELOPER_ROLE, List.of(group(workspace.kubernetesGroup(workspace.owner())))));
        if (terms.exec()) {
            objects.add(
                    roleBinding("team-exec", EXEC_ROLE, List.of(group(workspace.kubernetesGroup(workspace.owner())))));
        }
        objects.add(roleBinding(DEPLOYER, DEPLOYER_ROLE, List.of(account(DEPLOYER))));
        if (!workspace.readers().isEmpty()) {
            objects.add(roleBinding(
                    "platform-read",
                    READ_ROLE,
                    workspace.readers().stream()
                            .map(reader -> group(workspace.kubernetesGroup(reader)))
                            .toList()));
        }
        return List.copyOf(objects);
    }

    private Namespace namespace() {
        var security = contract.runtime().podSecurity();
        var level = security.level().name().toLowerCase(Locale.ROOT);
        var labels = labels();
        for (var mode : List.of("enforce", "warn", "audit")) {
            labels.put("pod-security.kubernetes.io/" + mode, level);
            labels.put("pod-security.kubernetes.io/" + mode + "-version", security.version());
        }
        return new NamespaceBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(workspace.namespace())
                        .withLabels(labels)
                        .addToAnnotations(Labels.OWNER_REF, workspace.owner().toString())
                        .addToAnnotations(
                                Labels.SUBJECT_REF, workspace.subject().toString())
                        .build())
                .build();
    }

    private Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        labels.put(Labels.MANAGED_BY, Labels.BUILDRUN);
        labels.put(Labels.TEAM, Labels.value(workspace.owner().name()));
        if (!workspace.isOfTeam()) {
            labels.put(Labels.COMPONENT, Labels.value(workspace.subject().name()));
            if (workspace.system() != null) {
                labels.put(Labels.PART_OF, Labels.value(workspace.system()));
            }
        }
        labels.put(Labels.ENVIRONMENT, Labels.value(workspace.environment()));
        labels.put(Labels.CONTRACT, Labels.value(contract.version()));
        return labels;
    }

    private ObjectMeta meta(String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(workspace.namespace())
                .withLabels(labels())
                .build();
    }

    /** Always there, so that nobody gets a load balancer or a port of every node that the contract does not give. */
    private ResourceQuota quota() {
        var hard = new TreeMap<String, Quantity>();
        hard.put(
                "services.loadbalancers",
                new Quantity(Integer.toString(contract.network().loadBalancers())));
        hard.put("services.nodeports", NONE);
        hard.putAll(quantities(terms.quota()));
        return new ResourceQuotaBuilder()
                .withMetadata(meta(Labels.BUILDRUN))
                .withNewSpec()
                .withHard(hard)
                .endSpec()
                .build();
    }

    private LimitRange limitRange() {
        var limits = terms.limits();
        var item = new LimitRangeItemBuilder().withType("Container");
        if (!limits.defaultRequest().isEmpty()) {
            item.withDefaultRequest(quantities(limits.defaultRequest()));
        }
        if (!limits.defaultLimit().isEmpty()) {
            item.withDefault(quantities(limits.defaultLimit()));
        }
        if (!limits.max().isEmpty()) {
            item.withMax(quantities(limits.max()));
        }
        return new LimitRangeBuilder()
                .withMetadata(meta(Labels.BUILDRUN))
                .withNewSpec()
                .withLimits(item.build())
                .endSpec()
                .build();
    }

    private static Map<String, Quantity> quantities(Map<String, String> texts) {
        var quantities = new TreeMap<String, Quantity>();
        texts.forEach((name, text) -> quantities.put(name, new Quantity(text)));
        return quantities;
    }

    /** Tokens are mounted where a pod asks for it, and nowhere else. */
    private ServiceAccount serviceAccount(String name) {
        return new ServiceAccountBuilder()
                .withMetadata(meta(name))
                .withAutomountServiceAccountToken(false)
                .build();
    }

    private RoleBinding roleBinding(String name, String role, List<Subject> subjects) {
        return new RoleBindingBuilder()
                .withMetadata(meta(name))
                .withNewRoleRef(RBAC, "ClusterRole", role)
                .withSubjects(subjects)
                .build();
    }

    private static Subject group(String name) {
        return new SubjectBuilder()
                .withApiGroup(RBAC)
                .withKind("Group")
                .withName(name)
                .build();
    }

    private Subject account(String name) {
        return new SubjectBuilder()
                .withKind("ServiceAccount")
                .withName(name)
                .withNamespace(workspace.namespace())
                .build();
    }
}
