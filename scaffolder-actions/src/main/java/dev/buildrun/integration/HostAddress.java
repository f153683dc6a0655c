package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Reads the addresses of one kind of code host each: pages of a repository, a directory or a file, as a browser shows them, and what
 * Git clones.
 */
final class HostAddress {
    private static final Set<String> GITHUB_VIEWS = Set.of("blob", "tree", "edit", "raw", "blame");
    private static final Set<String> GITLAB_VIEWS = Set.of("blob", "tree", "edit", "raw", "blame");
    private static final Set<String> GITEA_VIEWS = Set.of("src", "raw", "media", "blame", "_edit");
    private static final Set<String> BITBUCKET_VIEWS = Set.of("src", "raw", "annotate");
    private static final Set<String> SERVER_VIEWS = Set.of("browse", "raw");
    private static final List<String> BRANCHES = List.of("refs/heads/");
    private static final List<String> TAGS = List.of("refs/tags/");

    private final CodeHost host;
    private final URI url;
    /** Below where the host's pages begin, as they are written. */
    private final List<String> names;

    private HostAddress(CodeHost host, URI url, List<String> names) {
        this.host = host;
        this.url = url;
        this.names = names;
    }

    /**
     * What an address of the host points to.
     *
     * @throws ServiceException of kind INPUT when it points to no repository
     */
    static HostedPlace parse(CodeHost host, URI url) {
        var all = names(url);
        var base = names(host.web());
        // Gerrit's pages for who is signed in have an "a" before everything.
        var start = host.type() == IntegrationType.GERRIT && !startsWith(all, base) && startsWith(all, List.of("a"))
                ? all.subList(1, all.size())
                : all;
        if (!startsWith(start, base)) {
            throw ServiceException.input("Expected an address that begins with " + host.web() + ", found " + url);
        }
        return new HostAddress(host, url, start.subList(base.size(), start.size())).place();
    }

    /** The names of a path as they are written; empty ones mean nothing. */
    static List<String> names(URI url) {
        return Arrays.stream(String.valueOf(url.getRawPath()).split("/", -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static boolean startsWith(List<String> names, List<String> beginning) {
        return names.size() >= beginning.size()
                && names.subList(0, beginning.size()).equals(beginning);
    }

    private HostedPlace place() {
        return switch (host.type()) {
            case GITHUB -> viewed(2, GITHUB_VIEWS);
            case BITBUCKET_CLOUD -> viewed(2, BITBUCKET_VIEWS);
            case GITLAB -> gitlab();
            case GITEA, BUILT_IN -> gitea();
            case BITBUCKET_SERVER -> bitbucketServer();
            case AZURE -> azure();
            case GERRIT -> gerrit();
        };
    }

    /** {@code {repository}/{view}/{revision}/{path}}. */
    private HostedPlace viewed(int repository, Set<String> views) {
        if (names.size() < repository || repository < 2) {
            throw unexpected();
        }
        var rest = names.subList(repository, names.size());
        if (!rest.isEmpty() && !views.contains(rest.getFirst())) {
            throw unexpected();
        }
        return open(names.subList(0, repository), rest.isEmpty() ? rest : rest.subList(1, rest.size()), List.of());
    }

    /** Projects lie in groups of any depth, so a dash marks where the project ends; old addresses have none. */
    private HostedPlace gitlab() {
        var dash = names.indexOf("-");
        if (dash >= 0 && dash + 1 < names.size() && dash >= 2) {
            if (!GITLAB_VIEWS.contains(names.get(dash + 1))) {
                throw unexpected();
            }
            return open(names.subList(0, dash), names.subList(dash + 2, names.size()), List.of());
        }
        for (var end = 2; end + 1 < names.size(); end++) {
            if (GITLAB_VIEWS.contains(names.get(end))) {
                return viewed(end, GITLAB_VIEWS);
            }
        }
        return viewed(dash >= 0 ? dash : names.size(), GITLAB_VIEWS);
    }

    /** {@code {owner}/{repository}/src/(branch|tag|commit)/{revision}/{path}}, and older ones without the kind of revision. */
    private HostedPlace gitea() {
        if (names.size() < 4 || !GITEA_VIEWS.contains(names.get(2))) {
            return viewed(2, GITEA_VIEWS);
        }
        var repository = names.subList(0, 2);
        var rest = names.subList(4, names.size());
        return switch (names.get(3)) {
            case "branch" -> open(repository, rest, BRANCHES);
            case "tag" -> open(repository, rest, TAGS);
            case "commit" -> open(repository, rest, List.of());
            default -> open(repository, names.subList(3, names.size()), List.of());
        };
    }

    /** {@code …/projects/{key}/repos/{repository}/browse/{path}?at={revision}}; users have repositories of their own. */
    private HostedPlace bitbucketServer() {
        for (var at = 0; at + 3 < names.size(); at++) {
            var isUsers = names.get(at).equals("users");
            if ((isUsers || names.get(at).equals("projects"))
                    && names.get(at + 2).equals("repos")) {
                var key = (isUsers ? "~" : "") + names.get(at + 1);
                var rest = names.subList(at + 4, names.size());
                if (!rest.isEmpty() && !SERVER_VIEWS.contains(rest.getFirst())) {
                    throw unexpected();
                }
                var path = rest.isEmpty() ? rest : rest.subList(1, rest.size());
                var context = String.join("/", names.subList(0, at));
                var remote = (context.isEmpty() ? "" : context + "/") + "scm/" + key + "/" + withGit(names.get(at + 3));
                return exact(remote, key, parameter("at"), path, List.of(), false);
            }
        }
        throw unexpected();
    }

    /** {@code {organisation}/{project}/_git/{repository}?path={path}&version=(GB|GT|GC){revision}}. */
    private HostedPlace azure() {
        var marker = names.indexOf("_git");
        if (marker < 1 || marker + 2 != names.size()) {
            throw unexpected();
        }
        var version = parameter("version");
        var kind = version.length() < 3 ? "" : version.substring(0, 2);
        var namespaces = switch (kind) {
            case "GB" -> BRANCHES;
            case "GT" -> TAGS;
            case "GC", "" -> List.<String>of();
            default -> throw unexpected();
        };
        var path = Arrays.stream(parameter("path").split("/", -1))
                .filter(name -> !name.isEmpty())
                .map(HostAddress::encoded)
                .toList();
        var revision = kind.isEmpty() ? "" : version.substring(2);
        return exact(String.join("/", names), names.getFirst(), revision, path, namespaces, true);
    }

    /** {@code {repository}/+/{revision}/{path}}. */
    private HostedPlace gerrit() {
        var plus = names.indexOf("+");
        var repository = plus < 0 ? names : names.subList(0, plus);
        if (repository.isEmpty()) {
            throw unexpected();
        }
        var rest = plus < 0 ? List.<String>of() : names.subList(plus + 1, names.size());
        var signedIn = host.credentials().isEmpty() ? "" : "a/";
        return place(
                signedIn + String.join("/", repository),
                repository.getFirst(),
                decoded(rest),
                rest.isEmpty() ? 0 : HostedPlace.OPEN,
                List.of(),
                false);
    }

    private HostedPlace open(List<String> repository, List<String> rest, List<String> namespaces) {
        var remote =
                String.join("/", repository.subList(0, repository.size() - 1)) + "/" + withGit(repository.getLast());
        return place(
                remote, repository.getFirst(), decoded(rest), rest.isEmpty() ? 0 : HostedPlace.OPEN, namespaces, false);
    }

    private HostedPlace exact(
            String remote,
            String owner,
            String revision,
            List<String> path,
            List<String> namespaces,
            boolean pathInQuery) {
        var revisionAndPath = new ArrayList<>(decoded(path));
        if (!revision.isEmpty()) {
            revisionAndPath.addFirst(revision);
        }
        return place(remote, owner, revisionAndPath, revision.isEmpty() ? 0 : 1, namespaces, pathInQuery);
    }

    private HostedPlace place(
            String remote,
            String owner,
            List<String> revisionAndPath,
            int revisionNames,
            List<String> namespaces,
            boolean pathInQuery) {
        if (decoded(List.of(remote.split("/", -1))).stream().anyMatch(name -> name.contains("/"))) {
            throw unexpected();
        }
        var address = URI.create(host.git() + "/" + remote);
        return new HostedPlace(url, address, owner, namespaces, revisionAndPath, revisionNames, pathInQuery);
    }

    private static String withGit(String name) {
        return name.endsWith(".git") ? name : name + ".git";
    }

    private List<String> decoded(List<String> written) {
        return written.stream().map(this::decoded).toList();
    }

    /** Escaped slashes stay in the name, so that a branch may have them; nothing may lead upwards. */
    private String decoded(String written) {
        var name = URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8);
        for (var part : name.split("/", -1)) {
            if (part.isEmpty()
                    || part.equals(".")
                    || part.equals("..")
                    || part.chars().anyMatch(c -> c < ' ')) {
                throw unexpected();
            }
        }
        return name;
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String parameter(String name) {
        for (var pair : String.valueOf(url.getRawQuery()).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private ServiceException unexpected() {
        var shape = switch (host.type()) {
            case GITHUB -> "/{owner}/{repository}/tree/{branch}/{path}";
            case GITLAB -> "/{group}/{project}/-/blob/{branch}/{path}";
            case GITEA, BUILT_IN -> "/{owner}/{repository}/src/branch/{branch}/{path}";
            case BITBUCKET_CLOUD -> "/{workspace}/{repository}/src/{branch}/{path}";
            case BITBUCKET_SERVER -> "/projects/{key}/repos/{repository}/browse/{path}?at={branch}";
            case AZURE -> "/{organisation}/{project}/_git/{repository}?path={path}&version=GB{branch}";
            case GERRIT -> "/{repository}/+/refs/heads/{branch}/{path}";
        };
        return ServiceException.input("Expected " + host.web() + shape + ", found " + url);
    }
}
