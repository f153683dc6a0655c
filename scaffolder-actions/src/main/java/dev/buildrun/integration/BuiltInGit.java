package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The addresses of the Git host that comes with the service. They have Gitea's shape:
 *
 * <pre>
 * &lt;base&gt;/{owner}/{repo}.git                         what git clones
 * &lt;base&gt;/{owner}/{repo}                             the repository, its default branch
 * &lt;base&gt;/{owner}/{repo}/src/branch/{branch}/{path}  a file or directory on a branch; the branch may have slashes
 * </pre>
 *
 * @param base where the host is mounted, for instance {@code http://localhost:7007/git}; no slash at its end
 */
public record BuiltInGit(URI base) {
    public BuiltInGit {
        if (base.getHost() == null || base.getPath().endsWith("/")) {
            throw new IllegalArgumentException(
                    "Expected the base of the built-in Git host to be an absolute URL without a slash at its end, found "
                            + base);
        }
    }

    public String remoteUrl(RepositoryName repository) {
        return base + "/" + repository + ".git";
    }

    /** The repository itself; the URLs of what is in it go on from here with a slash. */
    public String repositoryUrl(RepositoryName repository) {
        return base + "/" + repository;
    }

    /** The root directory of a branch. A slash in the branch is escaped, so that everybody can tell it from the path. */
    public String contentsUrl(RepositoryName repository, String branch) {
        var encoded = URLEncoder.encode(branch, StandardCharsets.UTF_8).replace("+", "%20");
        return base + "/" + repository + "/src/branch/" + encoded;
    }

    /** Whether a URL points to this host, whatever follows. */
    public boolean owns(URI url) {
        var path = url.getPath() == null ? "" : url.getPath();
        return base.getScheme().equalsIgnoreCase(url.getScheme())
                && authority(base).equals(authority(url))
                && path.startsWith(base.getPath() + "/");
    }

    /**
     * What a URL of this host points to; empty when it belongs to another host.
     *
     * @throws ServiceException of kind INPUT when it is this host's but has none of the shapes above
     */
    Optional<Place> parse(URI url) {
        if (!owns(url)) {
            return Optional.empty();
        }
        var parts = Arrays.stream(
                        url.getPath().substring(base.getPath().length() + 1).split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        if (parts.size() == 2) {
            var name = parts.get(1);
            var plain = name.endsWith(".git") ? name.substring(0, name.length() - 4) : name;
            return Optional.of(new Place(new RepositoryName(parts.get(0), plain), List.of()));
        }
        if (parts.size() > 4 && parts.get(2).equals("src") && parts.get(3).equals("branch")) {
            return Optional.of(
                    new Place(new RepositoryName(parts.get(0), parts.get(1)), parts.subList(4, parts.size())));
        }
        throw ServiceException.input("Expected " + base + "/{owner}/{repo}/src/branch/{branch}/{path}, found " + url);
    }

    private static String authority(URI url) {
        return String.valueOf(url.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    /**
     * A place in a repository.
     *
     * @param branchAndPath the names of the branch followed by those of the path; empty for the root of the default branch.
     *     Only the repository knows where the one ends and the other begins
     */
    record Place(RepositoryName repository, List<String> branchAndPath) {}
}
