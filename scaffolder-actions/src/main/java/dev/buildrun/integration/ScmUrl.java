package dev.buildrun.integration;

import dev.buildrun.error.ServiceException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Addresses of files and directories on code hosts, as far as one can be made from another without asking the host.
 */
public final class ScmUrl {
    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);
    private static final Pattern PATH_PARAMETER = Pattern.compile("([?&]path=)([^&#]*)");
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
        if (type == IntegrationType.AZURE) {
            return inQuery(url, base);
        }
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
            case BITBUCKET_SERVER -> after(names, List.of("browse"), 0);
            case GERRIT -> gerritRoot(names);
            case AZURE -> names.size();
        };
        if (names.size() < length) {
            throw ServiceException.input("Expected the address of a file in a repository, found " + from);
        }
        return "/" + String.join("/", names.subList(0, length));
    }

    /** Azure has the path of a file as a parameter. */
    private static String inQuery(String url, String base) {
        var parameter = PATH_PARAMETER.matcher(base);
        var isThere = parameter.find();
        var path = isThere ? URLDecoder.decode(parameter.group(2), StandardCharsets.UTF_8) : "/";
        var resolved = URI.create("http://host" + encode(path.startsWith("/") ? path : "/" + path))
                .resolve(encode(url))
                .normalize()
                .getPath();
        var encoded = URLEncoder.encode(resolved, StandardCharsets.UTF_8).replace("+", "%20");
        if (isThere) {
            return base.substring(0, parameter.start(2)) + encoded + base.substring(parameter.end(2));
        }
        return base + (base.contains("?") ? "&" : "?") + "path=" + encoded;
    }

    /** A branch or tag is written in full there, a commit is one name. */
    private static int gerritRoot(List<String> names) {
        var plus = names.indexOf("+");
        var isFull = plus >= 0 && plus + 1 < names.size() && names.get(plus + 1).equals("refs");
        return plus < 0 ? Integer.MAX_VALUE : plus + (isFull ? 4 : 2);
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
