package dev.buildrun.platform.manifest;

import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.RemoteFile;
import dev.buildrun.json.Json;
import dev.buildrun.platform.conformance.Fact;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a repository had at one moment, as far as rules look at it; for any thread. */
public final class RepositoryContent {
    private static final String DEPLOY = "deploy/";
    private static final String PROVENANCE = ".buildrun/provenance.json";
    private static final int MOST_FILES = 5_000;

    private final @Nullable String revision;
    private final JsonNode facts;
    private final Manifests manifests;
    private final Map<String, Fact<List<JsonNode>>> objects = new ConcurrentHashMap<>();

    private RepositoryContent(@Nullable String revision, JsonNode facts, Manifests manifests) {
        this.revision = revision;
        this.facts = facts;
        this.manifests = manifests;
    }

    /**
     * Of the files of a tree.
     *
     * @param revision null where nobody knows it
     */
    public static RepositoryContent of(List<RemoteFile> files, @Nullable String revision) {
        var facts = Json.object().put("revision", revision == null ? "" : revision);
        var names = facts.putArray("files");
        var deploy = new TreeMap<String, String>();
        for (var file : files) {
            if (names.size() < MOST_FILES) {
                names.add(file.path());
            }
            if (file.path().equals(PROVENANCE)) {
                provenance(file).ifPresent(value -> facts.set("provenance", value));
            }
            if (file.path().startsWith(DEPLOY) && file.kind() != RemoteFile.Kind.LINK) {
                deploy.put(file.path().substring(DEPLOY.length()), new String(file.bytes(), StandardCharsets.UTF_8));
            }
        }
        return new RepositoryContent(revision, facts, new Manifests(deploy));
    }

    private static Optional<JsonNode> provenance(RemoteFile file) {
        try {
            return Optional.of(Json.read(new String(file.bytes(), StandardCharsets.UTF_8)));
        } catch (ServiceException _) {
            return Optional.empty();
        }
    }

    @Nullable
    String revision() {
        return revision;
    }

    /** As {@link dev.buildrun.platform.conformance.RepositorySource} gives it. */
    public JsonNode facts() {
        return facts;
    }

    /** The objects that are to be in an environment. */
    public Fact<List<JsonNode>> objects(String environment) {
        return objects.computeIfAbsent(environment, this::made);
    }

    private Fact<List<JsonNode>> made(String environment) {
        try {
            List<JsonNode> made;
            synchronized (manifests) {
                made = manifests.of(environment);
            }
            return made.isEmpty()
                    ? new Fact.Unknown<>("there are no manifests in the folder deploy of the repository")
                    : new Fact.Known<>(made);
        } catch (Manifests.Unclear unclear) {
            return new Fact.Unknown<>(String.valueOf(unclear.getMessage()));
        }
    }
}
