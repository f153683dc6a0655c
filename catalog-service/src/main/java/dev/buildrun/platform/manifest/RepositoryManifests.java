package dev.buildrun.platform.manifest;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.RemoteFile;
import dev.buildrun.integration.UrlReader;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.json.Json;
import dev.buildrun.platform.conformance.Fact;
import dev.buildrun.platform.conformance.ManifestSource;
import dev.buildrun.platform.conformance.RepositorySource;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the repositories that the built-in Git host has; what is at other hosts is unknown here. */
public final class RepositoryManifests implements ManifestSource, RepositorySource {
    private static final String URL = "url:";
    private static final String DEPLOY = "deploy/";
    private static final String PROVENANCE = ".buildrun/provenance.json";
    private static final int MOST_FILES = 5_000;
    private static final int MOST_KEPT = 4_000;

    private final BuiltInGit git;
    private final UrlReaders readers;
    private final Map<String, Read> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Read> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /** What a folder had at a commit, and what was made of it. */
    private record Read(
            @Nullable String revision,
            JsonNode facts,
            Manifests manifests,
            Map<String, Fact<List<JsonNode>>> objects) {}

    public RepositoryManifests(BuiltInGit git, UrlReaders readers) {
        this.git = git;
        this.readers = readers;
    }

    @Override
    public Fact<List<JsonNode>> objects(Entity component, String environment) {
        return switch (read(component)) {
            case Fact.Known<Read>(var read) -> read.objects().computeIfAbsent(environment, name -> objects(read, name));
            case Fact.Unknown<Read>(var reason) -> new Fact.Unknown<>(reason);
        };
    }

    private static Fact<List<JsonNode>> objects(Read read, String environment) {
        try {
            var objects = read.manifests().of(environment);
            return objects.isEmpty()
                    ? new Fact.Unknown<>("there are no manifests in the folder deploy of the repository")
                    : new Fact.Known<>(objects);
        } catch (Manifests.Unclear unclear) {
            return new Fact.Unknown<>(String.valueOf(unclear.getMessage()));
        }
    }

    @Override
    public Fact<JsonNode> look(Entity component) {
        return switch (read(component)) {
            case Fact.Known<Read>(var read) -> new Fact.Known<>(read.facts());
            case Fact.Unknown<Read>(var reason) -> new Fact.Unknown<>(reason);
        };
    }

    private synchronized Fact<Read> read(Entity component) {
        var source = component.annotation(Annotations.SOURCE_LOCATION).orElse("");
        if (!source.startsWith(URL) || !isOurs(source.substring(URL.length()))) {
            return new Fact.Unknown<>("the repository is not on the built-in Git host");
        }
        var url = source.substring(URL.length());
        var before = known.get(url);
        try {
            var options = UrlReader.Options.unlessChanged(before == null ? null : before.revision());
            return switch (readers.readTree(url, options)) {
                case UrlReader.NotModified _ when before != null -> new Fact.Known<>(before);
                case UrlReader.NotModified _ -> new Fact.Unknown<>("the repository could not be read");
                case UrlReader.TreeFiles(var files, var revision) -> {
                    var read = read(files, revision);
                    known.put(url, read);
                    yield new Fact.Known<>(read);
                }
            };
        } catch (ServiceException failure) {
            return new Fact.Unknown<>("the repository could not be read: " + failure.getMessage());
        }
    }

    private boolean isOurs(String url) {
        try {
            return git.owns(new URI(url));
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static Read read(List<RemoteFile> files, @Nullable String revision) {
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
        return new Read(revision, facts, new Manifests(deploy), new HashMap<>());
    }

    private static Optional<JsonNode> provenance(RemoteFile file) {
        try {
            return Optional.of(Json.read(new String(file.bytes(), StandardCharsets.UTF_8)));
        } catch (ServiceException _) {
            return Optional.empty();
        }
    }
}
