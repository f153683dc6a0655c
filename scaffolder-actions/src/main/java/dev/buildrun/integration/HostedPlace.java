package dev.buildrun.integration;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What an address at a code host points to, as far as it says so itself.
 *
 * @param url as it was asked for
 * @param remote what Git clones
 * @param owner the first name of the repository's address
 * @param namespaces where the revision's name is looked for, in this order
 * @param names the names of the revision followed by those of the path
 * @param revisionNames how many of them are the revision's: 0 for the default branch, 1 where its whole name is the first of them,
 *     {@link #OPEN} where only the repository knows, since a branch may have slashes
 * @param pathInQuery whether the path is a parameter of the address
 */
record HostedPlace(
        URI url,
        URI remote,
        String owner,
        List<String> namespaces,
        List<String> names,
        int revisionNames,
        boolean pathInQuery) {
    static final int OPEN = -1;

    private static final List<String> BRANCHES_AND_TAGS = List.of("refs/heads/", "refs/tags/");

    HostedPlace {
        namespaces = namespaces.isEmpty() ? BRANCHES_AND_TAGS : List.copyOf(namespaces);
        names = List.copyOf(names);
    }

    /** The last name of the repository's address. */
    String repository() {
        var name = HostAddress.names(remote).getLast();
        return name.endsWith(".git") ? name.substring(0, name.length() - 4) : name;
    }

    /** The beginnings of the full names of all references that the revision can be. */
    List<String> prefixes() {
        if (revisionNames == 0 || names.isEmpty()) {
            return List.of("HEAD");
        }
        var first = names.getFirst();
        var isFull = first.equals("refs") && names.size() > 2;
        var full = isFull ? String.join("/", names.subList(0, 3)) : first;
        return isFull || first.startsWith("refs/")
                ? List.of("HEAD", full)
                : List.of("HEAD", namespaces.getFirst() + first, namespaces.getLast() + first);
    }

    /** The revision if so many names are its, without slashes at its ends. */
    String revision(int length) {
        return String.join("/", names.subList(0, length));
    }

    /** The path if so many names are the revision's; empty for the root. */
    String path(int length) {
        return String.join("/", names.subList(length, names.size()));
    }

    /**
     * The address of another file at the same revision.
     *
     * @param length how many names are the revision's
     */
    String fileUrl(String path, int length) {
        if (pathInQuery) {
            var encoded = URLEncoder.encode("/" + path, StandardCharsets.UTF_8).replace("+", "%20");
            var query = String.valueOf(url.getRawQuery()).replaceFirst("(^|&)path=[^&]*", "$1path=" + encoded);
            return before("?") + "?" + query;
        }
        var raw = HostAddress.names(url);
        var kept = raw.subList(0, raw.size() - (names.size() - length));
        var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return url.getScheme() + "://" + url.getRawAuthority() + "/" + String.join("/", kept) + "/" + encode(path)
                + query;
    }

    private String before(String mark) {
        var text = url.toString();
        var end = text.indexOf(mark);
        return end < 0 ? text : text.substring(0, end);
    }

    private static String encode(String path) {
        try {
            return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
        } catch (URISyntaxException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
