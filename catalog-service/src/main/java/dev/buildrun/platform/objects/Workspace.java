package dev.buildrun.platform.objects;

import dev.buildrun.entity.EntityRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one workspace: the place of one component, or of one team, in one environment.
 *
 * @param subject the component; the team where the contract isolates teams
 * @param owner the group whose members have the rights
 * @param system the name of the system that the component is part of; null for none
 * @param environment as the contract names it
 * @param namespace the name of the namespace
 * @param readers Kubernetes groups that may read everything but Secrets: the platform team
 * @param groupPrefix what stands before a group's name where the cluster knows it, for instance {@code oidc:}
 * @param peers whom it may talk to, and who may talk to it
 */
public record Workspace(
        EntityRef subject,
        EntityRef owner,
        @Nullable String system,
        String environment,
        String namespace,
        List<EntityRef> readers,
        String groupPrefix,
        Peers peers) {
    private static final String DEFAULT_NAMESPACE = "default";

    public Workspace {
        readers = List.copyOf(readers);
    }

    /** Both directions of what the catalog declares. */
    public record Peers(List<Peer> outgoing, List<Peer> incoming) {
        public static final Peers NONE = new Peers(List.of(), List.of());

        public Peers {
            outgoing = List.copyOf(outgoing);
            incoming = List.copyOf(incoming);
        }
    }

    /**
     * Another end.
     *
     * @param name of the component or the service, unique among the peers of one direction
     * @param namespace where it runs
     * @param component the value of the label that its pods have where the namespace is shared; null where the whole namespace is meant
     */
    public record Peer(
            String name, String namespace, @Nullable String component) {}

    /** Whether the workspace is a whole team's. */
    public boolean isOfTeam() {
        return subject.kind().equals("group");
    }

    /** How clusters know a group of the catalog. */
    public String kubernetesGroup(EntityRef group) {
        return kubernetesGroup(groupPrefix, group);
    }

    /** The same; groups outside of the default namespace keep theirs, so that no two are taken for one. */
    public static String kubernetesGroup(String prefix, EntityRef group) {
        return prefix
                + (group.namespace().equals(DEFAULT_NAMESPACE) ? group.name() : group.namespace() + "/" + group.name());
    }
}
