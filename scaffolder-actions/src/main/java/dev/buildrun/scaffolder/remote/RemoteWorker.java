package dev.buildrun.scaffolder.remote;

import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * A worker as the operator knows it, {@code buildrun.scaffolder.remoteActions}.
 *
 * @param path where in the configuration it stands, for messages
 * @param url without a slash at its end
 * @param secret what requests are signed with
 * @param actions ids of the actions that may come from it; nothing else is taken
 * @param secrets names of the secrets of tasks that it may see
 */
public record RemoteWorker(String path, URI url, String secret, List<String> actions, Set<String> secrets) {
    private static final int LEAST_SECRET = 16;
    private static final Set<String> OWN = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Only this machine may be spoken to without TLS, unless the operator says that the network is safe. */
    public static RemoteWorker of(
            String path, URI url, String secret, List<String> actions, Set<String> secrets, boolean isInsecure) {
        var text = url.toString();
        if (url.getHost() == null || url.getRawQuery() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    path + ".url: expected an absolute URL without user, password and query, found " + text);
        }
        var isSafe = "https".equals(url.getScheme()) || OWN.contains(url.getHost()) || isInsecure;
        if (!isSafe) {
            throw new IllegalArgumentException(path + ".url: expected https, since secrets go there, found " + text
                    + "; 'insecure: true' allows http in a network that is safe");
        }
        if (secret.length() < LEAST_SECRET) {
            throw new IllegalArgumentException(
                    path + ".secret: expected at least " + LEAST_SECRET + " characters, found " + secret.length());
        }
        if (actions.isEmpty()) {
            throw new IllegalArgumentException(path + ".actions: expected the ids of the worker's actions, found none");
        }
        var base = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
        return new RemoteWorker(path, base, secret, List.copyOf(actions), Set.copyOf(secrets));
    }

    @Override
    public String toString() {
        return "RemoteWorker[" + url + "]";
    }
}
