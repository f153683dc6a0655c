package dev.buildrun.deploy.platform;

import dev.buildrun.Service;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;

/** What an operator does once for each cluster, as docs/WORKSPACES.md says; on the one of {@code ./dev cluster}. */
public final class ClusterRoles {
    private ClusterRoles() {}

    /** @param admin may do everything */
    public static void install(KubernetesClient admin) throws IOException {
        try (var roles = Service.class.getResourceAsStream("/dev/buildrun/platform/objects/cluster-roles.yaml")) {
            admin.load(roles)
                    .items()
                    .forEach(role -> admin.resource(role).fieldManager("admin").serverSideApply());
        }
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("buildrun-backend")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "buildrun-backend")
                        .addNewSubject("rbac.authorization.k8s.io", "User", "buildrun", null)
                        .build())
                .fieldManager("admin")
                .serverSideApply();
    }
}
