package dev.buildrun.platform.workspace;

import dev.buildrun.platform.contract.Contract;
import dev.buildrun.platform.contract.EnvironmentTerms;
import dev.buildrun.platform.objects.ObjectText;
import dev.buildrun.platform.objects.Workspace;
import dev.buildrun.platform.objects.WorkspaceObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One workspace as it should be.
 *
 * @param cluster the name that environment, contract or operator give; null for none. Whether the operator has such a cluster is not said
 */
public record WorkspacePlan(
        Workspace workspace, Contract contract, @Nullable String cluster) {
    /** In the order in which they are to be made. */
    public List<HasMetadata> objects() {
        return WorkspaceObjects.of(contract, workspace);
    }

    /** Changes with every object that is wanted. */
    public String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(ObjectText.yaml(objects()).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException("Every Java has SHA-256", exception);
        }
    }

    /**
     * What its contract says about its environment.
     *
     * @throws IllegalStateException where the contract has none of that name, of which no plan is made
     */
    public EnvironmentTerms terms() {
        return contract.environment(workspace.environment())
                .orElseThrow(() -> new IllegalStateException(
                        "Contract " + contract.version() + " has lost " + workspace.environment()));
    }

    public Key key() {
        return new Key(workspace.subject().toString(), workspace.environment());
    }

    /**
     * What tells workspaces apart.
     *
     * @param subjectRef full reference of the component, or of the team where it has one namespace for all
     */
    public record Key(String subjectRef, String environment) {}
}
