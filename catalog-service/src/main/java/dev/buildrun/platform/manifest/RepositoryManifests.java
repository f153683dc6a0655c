package dev.buildrun.platform.manifest;

import dev.buildrun.catalog.entity.Annotations;
import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.BuiltInGit;
import dev.buildrun.integration.UrlReader;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.platform.conformance.Fact;
import dev.buildrun.platform.conformance.ManifestSource;
import dev.buildrun.platform.conformance.RepositorySource;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the repositories that the built-in Git host has, and tells what is known of those on other hosts. */
public final class RepositoryManifests implements ManifestSource, RepositorySource {
    private static final String URL = "url:";
    private static final int MOST_KEPT = 4_000;

    private final BuiltInGit git;
    private final UrlReaders readers;
    private final RemoteRepositories others;
    private final Map<String, RepositoryContent> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RepositoryContent> eldest) {
            return size() > MOST_KEPT;
        }
    };

    public RepositoryManifests(BuiltInGit git, UrlReaders readers, RemoteRepositories others) {
        this.git = git;
        this.readers = readers;
        this.others = others;
    }

    @Override
    public Fact<List<JsonNode>> objects(Entity component, String environment) {
        return switch (read(component)) {
            case Fact.Known<RepositoryContent>(var content) -> content.objects(environment);
            case Fact.Unknown<RepositoryContent>(var reason) -> new Fact.Unknown<>(reason);
        };
    }

    @Override
    public Fact<JsonNode> look(Entity component) {
        return switch (read(component)) {
            case Fact.Known<RepositoryContent>(var content) -> new Fact.Known<>(content.facts());
            case Fact.Unknown<RepositoryContent>(var reason) -> new Fact.Unknown<>(reason);
        };
    }

    private synchronized Fact<RepositoryContent> read(Entity component) {
        var source = component.annotation(Annotations.SOURCE_LOCATION).orElse("");
        if (!source.startsWith(URL)) {
            return new Fact.Unknown<>("nothing says where the repository is");
        }
        var url = source.substring(URL.length());
        if (!isOurs(url)) {
            return others.look(url);
        }
        var before = known.get(url);
        try {
            var options = UrlReader.Options.unlessChanged(before == null ? null : before.revision());
            return switch (readers.readTree(url, options)) {
                case UrlReader.NotModified _ when before != null -> new Fact.Known<>(before);
                case UrlReader.NotModified _ -> new Fact.Unknown<>("the repository could not be read");
                case UrlReader.TreeFiles(var files, var revision) -> {
                    var read = RepositoryContent.of(files, revision);
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
}
