package dev.buildrun.integration;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.scaffolder.workspace.Glob;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Reads from code hosts over Git's own protocol: the references first, and only where a commit is not known yet, or lacks a file, a
 * fetch of that commit alone. The ETag is the commit's id, so whatever is unchanged costs no more than asking for the references.
 *
 * <p>Who may read decides the host, each time, by the token that is sent; what is kept on disk is never read without having asked.
 */
public final class CodeHostReader implements UrlReader {
    private final List<CodeHost> hosts;
    private final ReadLimits limits;
    private final Commits commits;

    /**
     * Reads from these hosts.
     *
     * @param hosts the first that owns a URL is used
     * @param cache a directory for what was fetched; may be shared, lost or emptied at any time
     */
    public CodeHostReader(List<CodeHost> hosts, Path cache, ReadLimits limits, CodeHostLimits hostLimits) {
        this(hosts, cache, limits, hostLimits, System::nanoTime);
    }

    CodeHostReader(List<CodeHost> hosts, Path cache, ReadLimits limits, CodeHostLimits hostLimits, LongSupplier nanos) {
        this.hosts = List.copyOf(hosts);
        this.limits = limits;
        var kept = new HostCache(cache, hostLimits.cacheBytes(), InstantSource.system());
        this.commits = new Commits(kept, limits, hostLimits, nanos);
    }

    @Override
    public boolean handles(URI url) {
        return hosts.stream().anyMatch(host -> host.owns(url));
    }

    @Override
    public Read read(URI url, Options options) {
        var found = find(url, options);
        if (found.id().equals(options.etag())) {
            return new NotModified();
        }
        var bytes = commits.read(found, String::isEmpty, revision -> revision.file(limits))
                .orElseThrow(() -> BuiltInGitReader.missing(url));
        if (bytes.length >= LargeReads.SMALL_BYTES) {
            LargeReads.enter(limits.timeout());
        }
        return new Content(bytes, found.id());
    }

    @Override
    public Tree readTree(URI url, Options options) {
        var found = find(url, options);
        return found.id().equals(options.etag())
                ? new NotModified()
                : new TreeFiles(files(found, _ -> true), found.id());
    }

    @Override
    public Search search(URI url, Options options) {
        var host = host(url);
        var place = HostAddress.parse(host, url);
        if (place.names().stream().noneMatch(name -> isPattern(host, name))) {
            return searchOne(url, options);
        }
        if (host.type() == IntegrationType.GITEA) {
            throw ServiceException.of(ErrorKind.NOT_IMPLEMENTED, "Unsupported search pattern URL");
        }
        var found = find(url, options);
        if (found.id().equals(options.etag())) {
            return new NotModified();
        }
        var glob = Glob.of(found.path(), false);
        var matches = new ArrayList<Match>();
        for (var file : files(found.atRoot(), glob::matches)) {
            matches.add(new Match(place.fileUrl(file.path(), found.revisionNames()), file.bytes()));
        }
        return new Matches(matches, found.id());
    }

    /** What Backstage's reader of the host takes for a pattern. */
    private static boolean isPattern(CodeHost host, String name) {
        return host.type() == IntegrationType.GITHUB ? Glob.isPattern(name) : name.contains("*") || name.contains("?");
    }

    private List<RemoteFile> files(FoundRevision found, Predicate<String> wanted) {
        return commits.read(found, wanted, revision -> revision.tree(limits, wanted)).stream()
                .peek(file -> check(file, found.url()))
                .filter(CodeHostReader::staysInside)
                .toList();
    }

    /** Git itself never makes such a path, but whoever wants to harm can. */
    private static void check(RemoteFile file, URI url) {
        for (var name : file.path().split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.equalsIgnoreCase(".git")) {
                throw ServiceException.input(url + " has a path that no file may have: " + file.path());
            }
        }
    }

    /** Links that lead out of the tree are left out, as Backstage does with the archives of the hosts. */
    private static boolean staysInside(RemoteFile file) {
        if (file.kind() != RemoteFile.Kind.LINK) {
            return true;
        }
        var target = new String(file.bytes(), StandardCharsets.UTF_8);
        if (target.startsWith("/") || target.indexOf('\0') >= 0) {
            return false;
        }
        var depth = file.path().chars().filter(c -> c == '/').count();
        for (var name : target.split("/", -1)) {
            depth += name.equals("..") ? -1 : name.isEmpty() || name.equals(".") ? 0 : 1;
            if (depth < 0) {
                return false;
            }
        }
        return true;
    }

    private FoundRevision find(URI url, Options options) {
        var host = host(url);
        var place = HostAddress.parse(host, url);
        var remote = new GitRemote(
                place.remote(),
                host.authorization(place, options.token()).orElse(null),
                target -> hosts.stream().anyMatch(other -> other.serves(target)),
                limits.timeout(),
                advice(host));
        var advertisement = commits.refs(remote, place.prefixes());
        return FoundRevision.find(place, remote, advertisement).orElseThrow(() -> BuiltInGitReader.missing(url));
    }

    private CodeHost host(URI url) {
        return hosts.stream()
                .filter(host -> host.owns(url))
                .findFirst()
                .orElseThrow(() -> UrlReaders.notAllowed(url.toString()));
    }

    private static String advice(CodeHost host) {
        var keys = switch (host.type()) {
            case GITHUB, GITLAB -> "token";
            case BITBUCKET_CLOUD -> "token, or username and appPassword,";
            case BITBUCKET_SERVER -> "token, or username and password,";
            case GITEA, GERRIT, BUILT_IN -> "username and password";
            case AZURE -> "credentials[].personalAccessToken";
        };
        return "Set " + keys + " of the entry for " + ReadingAllow.hostOf(host.web()) + " in integrations."
                + host.type().configKey() + "; there may also be no such repository";
    }
}
