package dev.buildrun.integration;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;

/**
 * One item of the config's {@code backend.reading.allow}: a host whose files may be read by plain HTTP.
 *
 * @param host {@code name}, {@code name:port}, or {@code *.domain} for every host below a domain
 * @param paths beginnings of paths that may be read; empty for all of them
 */
public record ReadingAllow(String host, List<String> paths) {
    public ReadingAllow {
        if (host.isBlank() || host.contains("/") || host.lastIndexOf('*') > 0 || host.equals("*")) {
            throw new IllegalArgumentException(
                    "host: expected a host name, host:port or *.domain, found \"" + host + "\"");
        }
        host = host.toLowerCase(Locale.ROOT);
        paths = List.copyOf(paths);
    }

    /** Whether a URL may be asked for. */
    public boolean allows(URI url) {
        return allowsHost(hostOf(url)) && allowsPath(url);
    }

    private boolean allowsHost(String asked) {
        return host.startsWith("*.") ? asked.endsWith(host.substring(1)) : asked.equals(host);
    }

    /** Percent escapes and dots are resolved first, so that neither leads past an allowed beginning. */
    private boolean allowsPath(URI url) {
        if (paths.isEmpty()) {
            return true;
        }
        var parts = new ArrayDeque<String>();
        for (var part : url.getPath().split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.equals(".") && !part.isEmpty()) {
                parts.addLast(part);
            }
        }
        var normal = "/" + String.join("/", parts) + (url.getPath().endsWith("/") && !parts.isEmpty() ? "/" : "");
        return paths.stream().anyMatch(normal::startsWith);
    }

    /** Host with the port where it is not the scheme's own, in lower case, as the browser's {@code URL.host} has it. */
    static String hostOf(URI url) {
        var name = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        var usual = "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
        return url.getPort() < 0 || url.getPort() == usual ? name : name + ":" + url.getPort();
    }
}
