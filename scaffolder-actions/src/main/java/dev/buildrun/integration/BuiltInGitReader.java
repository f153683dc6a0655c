package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.Glob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.util.FS;

/**
 * Reads the repositories of the built-in Git host straight from their directory, {@code <root>/{owner}/{repo}.git}. The ETag is
 * the commit's id, so a push anywhere in the branch counts as a change.
 *
 * <p>It asks for no credential: whatever the service hosts, the catalog and the templates may read.
 */
public final class BuiltInGitReader implements UrlReader {
    private final BuiltInGit addresses;
    private final Path root;
    private final ReadLimits limits;

    /**
     * Reads below a directory.
     *
     * @param root holds the bare repositories
     */
    public BuiltInGitReader(BuiltInGit addresses, Path root, ReadLimits limits) {
        this.addresses = addresses;
        this.root = root;
        this.limits = limits;
    }

    @Override
    public boolean handles(URI url) {
        return addresses.owns(url);
    }

    @Override
    public Read read(URI url, Options options) {
        try (var repository = open(url)) {
            var revision = GitRevision.find(repository, place(url), url);
            if (revision.id().equals(options.etag())) {
                return new NotModified();
            }
            var bytes = revision.file(limits).orElseThrow(() -> missing(url));
            return new Content(bytes, revision.id());
        }
    }

    @Override
    public Tree readTree(URI url, Options options) {
        try (var repository = open(url)) {
            var revision = GitRevision.find(repository, place(url), url);
            if (revision.id().equals(options.etag())) {
                return new NotModified();
            }
            return new TreeFiles(revision.tree(limits, path -> true), revision.id());
        }
    }

    @Override
    public Search search(URI url, Options options) {
        try (var repository = open(url)) {
            var place = place(url);
            var revision = GitRevision.find(repository, place, url);
            if (revision.id().equals(options.etag())) {
                return new NotModified();
            }
            var contents = addresses.contentsUrl(place.repository(), revision.branch());
            var matches = new ArrayList<Match>();
            for (var file : revision.atRoot().tree(limits, wanted(revision.path()))) {
                matches.add(new Match(contents + "/" + file.path(), file.bytes()));
            }
            return new Matches(matches, revision.id());
        }
    }

    private static Predicate<String> wanted(String path) {
        return Glob.isPattern(path) ? Glob.of(path)::matches : path::equals;
    }

    private BuiltInGit.Place place(URI url) {
        return addresses.parse(url).orElseThrow(() -> UrlReaders.notAllowed(url.toString()));
    }

    private Repository open(URI url) {
        var name = place(url).repository();
        var directory = root.resolve(name.owner()).resolve(name.name() + ".git");
        if (!Files.isDirectory(directory)) {
            throw missing(url);
        }
        try {
            return RepositoryCache.FileKey.exact(directory.toFile(), FS.DETECTED)
                    .open(true);
        } catch (IOException exception) {
            throw new UncheckedIOException("The repository " + name + " could not be opened", exception);
        }
    }

    static ServiceException missing(URI url) {
        return ServiceException.notFound("could not read " + url + ", 404 Not Found");
    }
}
