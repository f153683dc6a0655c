package dev.buildrun.catalog.entity;

import java.util.regex.Pattern;

/**
 * Tells whether a browser would take a text as a whole URL, of whatever scheme. It never refuses what a browser takes; it takes
 * more where the scheme has no host, and addresses in numbers that are too large.
 */
final class AbsoluteUrl {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern WITH_HOST = Pattern.compile("https?|wss?|ftp", Pattern.CASE_INSENSITIVE);

    /** User, host and port of a URL; a host has none of the characters that set its parts apart. */
    private static final Pattern AUTHORITY = Pattern.compile(
            "[/\\\\]*(?:[^/\\\\?#]*@)?(?:\\[[0-9A-Fa-f:.]+]|[^\\x00-\\x20\"#%/:<>?@\\[\\\\\\]^`{|}]+)(?::0*(?:[0-9]{0,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(?:[/\\\\?#].*)?",
            Pattern.DOTALL);

    private AbsoluteUrl() {}

    static boolean isValid(String url) {
        var matcher = SCHEME.matcher(url.strip());
        if (!matcher.matches()) {
            return false;
        }
        return !WITH_HOST.matcher(matcher.group(1)).matches()
                || AUTHORITY.matcher(matcher.group(2)).matches();
    }
}
