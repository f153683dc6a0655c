package dev.buildrun.platform.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** What somebody wrote where an address is expected. */
public sealed interface LinkAddress {
    /** Longer ones are nobody's page, and would not fit into an index of PostgreSQL. */
    int MOST_CHARACTERS = 2_000;

    /** Something that can be asked for, in ASCII and without its fragment. */
    record Web(String url) implements LinkAddress {}

    /** A path in the repository of whoever wrote it, without dots and a slash at its beginning. */
    record InRepository(String path) implements LinkAddress {}

    /** A person or a phone, which answer in their own way. */
    record Call() implements LinkAddress {}

    /** Nothing of these; the reason is a part of a sentence. */
    record None(String reason) implements LinkAddress {}

    static LinkAddress of(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return new None("is longer than " + MOST_CHARACTERS + " characters");
        }
        try {
            return of(new URI(text.strip()));
        } catch (URISyntaxException _) {
            return new None("is no address");
        }
    }

    private static LinkAddress of(URI uri) throws URISyntaxException {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "http", "https" -> web(uri);
            case "mailto", "tel" -> new Call();
            case "" -> inRepository(uri);
            default -> new None("is neither an http nor an https address");
        };
    }

    private static LinkAddress web(URI uri) throws URISyntaxException {
        if (uri.getHost() == null) {
            return new None("has no host");
        }
        if (uri.getRawUserInfo() != null) {
            return new None("has a user in it, and nothing is asked for in somebody's name");
        }
        var whole = uri.toASCIIString();
        var fragment = whole.indexOf('#');
        var url = fragment < 0 ? whole : whole.substring(0, fragment);
        return url.length() > MOST_CHARACTERS
                ? new None("is longer than " + MOST_CHARACTERS + " characters")
                : new Web(new URI(url).toString());
    }

    private static LinkAddress inRepository(URI uri) {
        var path = uri.getPath() == null ? "" : uri.normalize().getPath();
        if (uri.getRawAuthority() != null
                || path.isEmpty()
                || List.of(path.split("/", -1)).contains("..")) {
            return new None("is neither an address nor a path in the repository");
        }
        return new InRepository(path.replaceFirst("^/+", ""));
    }
}
