package dev.buildrun.platform.binding;

import dev.buildrun.platform.objects.WorkspaceNames;
import dev.buildrun.platform.workspace.WorkspacePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be requested for one binding in one environment.
 *
 * @param name of the directory below {@code $SERVICE_BINDING_ROOT}, a DNS label
 * @param offeringRef full reference of the platform service
 * @param instanceRef full reference of what the team has of it; null where the catalog has no such entity (yet)
 * @param secretName of the Secret that will be there
 * @param objects what is applied for it; none where the Secret is somebody else's concern
 */
public record BindingPlan(
        String componentRef,
        WorkspacePlan workspace,
        String name,
        String offeringRef,
        @Nullable String instanceRef,
        Service service,
        String secretName,
        List<ObjectNode> objects) {
    public BindingPlan {
        objects = List.copyOf(objects);
    }

    /**
     * What is bound to.
     *
     * @param type as servicebinding.io means it
     */
    public record Service(String type, String plan, Provisioner provisioner) {}

    /** Who brings the Secret. */
    public enum Provisioner {
        /** It is there already, or comes by other ways. */
        SECRET,
        /** Objects that the offering has a template of. */
        TEMPLATE,
        /** One object that has the condition Ready when the Secret is there. */
        CROSSPLANE
    }

    String environment() {
        return workspace.workspace().environment();
    }

    String namespace() {
        return workspace.workspace().namespace();
    }

    Key key() {
        return new Key(componentRef, environment(), name);
    }

    /** What tells bindings apart. */
    public record Key(String componentRef, String environment, String name) {}

    /** A name as a DNS label. */
    static String label(String text) {
        return WorkspaceNames.label(text);
    }
}
