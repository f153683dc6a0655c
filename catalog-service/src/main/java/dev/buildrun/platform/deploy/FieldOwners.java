package dev.buildrun.platform.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Whose a field of an object is, by its {@code managedFields}. A field that somebody applies from elsewhere, above all a controller that deploys
 * from a repository, is not changed here: it would be taken back, and nobody would know why.
 */
record FieldOwners(Set<String> gitops) {
    /** Field managers that we know to deploy from repositories. */
    static final Set<String> KNOWN_GITOPS = Set.of(
            "argocd-controller",
            "argocd-application-controller",
            "kustomize-controller",
            "helm-controller",
            "helm",
            "Helm",
            "fleetagent");

    /** What we write as, and what people write with. */
    static final String OURS = "buildrun-deploy";

    FieldOwners {
        gitops = Set.copyOf(gitops);
    }

    /** @param operation {@code Apply} or {@code Update} */
    record Owner(String manager, String operation) {}

    /** All managers of a field. */
    static List<Owner> of(JsonNode object, List<String> path) {
        var owners = new ArrayList<Owner>();
        for (var entry : object.path("metadata").path("managedFields")) {
            var at = entry.path("fieldsV1");
            for (var part : path) {
                at = at.path(part);
            }
            if (!at.isMissingNode()) {
                owners.add(new Owner(
                        entry.path("manager").asString("unknown"),
                        entry.path("operation").asString("Update")));
            }
        }
        return owners;
    }

    static List<String> imagePath(String container) {
        return List.of(
                "f:spec", "f:template", "f:spec", "f:containers", "k:{\"name\":\"" + container + "\"}", "f:image");
    }

    static final List<String> REPLICAS_PATH = List.of("f:spec", "f:replicas");

    /** Who would take a change of a field back. */
    Optional<Owner> whoDeclares(JsonNode object, List<String> path) {
        return of(object, path).stream().filter(this::declares).findFirst();
    }

    private boolean declares(Owner owner) {
        var isPersonOrUs = owner.manager().equals(OURS) || owner.manager().startsWith("kubectl");
        return gitops.contains(owner.manager()) || (owner.operation().equals("Apply") && !isPersonOrUs);
    }
}
