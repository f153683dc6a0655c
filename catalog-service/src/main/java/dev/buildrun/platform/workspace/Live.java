package dev.buildrun.platform.workspace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import java.util.List;
import java.util.Optional;

/** What a cluster has of workspaces: asked for, or remembered by whoever watches. */
public interface Live {
    Optional<Namespace> namespace(String name);

    /** Everything in a namespace that is labelled as ours. */
    List<HasMetadata> managed(String namespace);

    /** All role bindings in a namespace, ours or not. */
    List<RoleBinding> roleBindings(String namespace);

    /** What a role allows; empty where there is no such role, or it can't be read. */
    Optional<List<PolicyRule>> rules(RoleRef role, String namespace);
}
