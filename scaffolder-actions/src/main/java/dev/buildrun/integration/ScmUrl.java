package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Addresses of files and directories on code hosts, as far as one can be made from another without asking the host.
 */
public final class ScmUrl {
    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);
    private static final Pattern GITHUB_FILE = Pattern.compile("^(/[^/]+/[^/]+)/(?:blob|edit|raw)/");

    private ScmUrl() {}

    /** Whether the text is a whole URL, not one relative to something else. */
    public static boolean isAbsolute(String url) {
        return ABSOLUTE.matcher(url.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * Where a URL points to that stands in a file of a code host. A leading slash means the root of the repository. On GitHub
     * the result is always the address of a tree, which its readers take for files as well.
     *
     * @param url absolute (given back as it is), or relative to {@code base}
     * @param base the address of the file that it stands in
     * @throws ServiceException of kind INPUT when either is malformed
     */
    public static String resolve(String url, String base, IntegrationType type) {
        if (isAbsolute(url)) {
            return url;
        }
        var from = parse(base);
        var path = url.startsWith("/")
                ? normalize(repositoryRoot(from, type) + encode(url))
                : from.resolve("./" + encode(url)).normalize().getRawPath();
        var plain = type == IntegrationType.GITHUB ? GITHUB_FILE.matcher(path).replaceFirst("$1/tree/") : path;
        var query = from.getRawQuery() == null ? "" : "?" + from.getRawQuery();
        return from.getScheme() + "://" + from.getRawAuthority() + plain + query;
    }

    /** The names that lead to the root of the repository at a revision; a slash in the revision's name must be escaped. */
    private static String repositoryRoot(URI from, IntegrationType type) {
        var names = List.of(from.getRawPath().substring(1).split("/"));
        var length = switch (type) {
            case GITHUB, BITBUCKET_CLOUD -> 4;
            case GITEA, BUILT_IN -> after(names, List.of("src", "branch"), 1);
            case GITLAB -> after(names, List.of("-"), 2);
            case AZURE, BITBUCKET_SERVER, GERRIT ->
                throw ServiceException.input("A path from the root of the repository is not supported for " + from);
        };
        if (names.size() < length) {
            throw ServiceException.input("Expected the address of a file in a repository, found " + from);
        }
        return "/" + String.join("/", names.subList(0, length));
    }

    /** How many names there are up to a marker and those that follow it; the repository's own two come before it. */
    private static int after(List<String> names, List<String> marker, int following) {
        var later = names.subList(Math.min(2, names.size()), names.size());
        var index = Collections.indexOfSubList(later, marker);
        return index < 0 ? Integer.MAX_VALUE : 2 + index + marker.size() + following;
    }

    private static String normalize(String path) {
        return URI.create("http://host" + path).normalize().getRawPath();
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException exception) {
            throw ServiceException.input("Expected a URL, found '" + url + "': " + exception.getReason());
        }
    }

    private static String encode(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException exception) {
            throw ServiceException.input("Expected a path, found '" + path + "': " + exception.getReason());
        }
    }
}
