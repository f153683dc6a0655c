package dev.buildrun.platform.objects;

import dev.buildrun.entity.EntityRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** Names of namespaces: {@code <subject>-<environment>}, at most 63 characters, unique in the fleet. */
public final class WorkspaceNames {
    private static final int LONGEST = 63;
    private static final int HASH_LENGTH = 8;
    /** What a cluster has already; {@code kube-} is Kubernetes' own. */
    private static final Set<String> RESERVED = Set.of("default");

    private WorkspaceNames() {}

    /** The name that is wanted, in the form of a DNS label; with the hash where nothing else would keep it short and true. */
    public static String plain(EntityRef subject, String environment) {
        var wanted = subject.name() + "-" + environment;
        var label = label(wanted);
        return label.equals(wanted.toLowerCase(Locale.ROOT)) && label.length() <= LONGEST && isFree(label)
                ? label
                : hashed(subject, environment);
    }

    /** The name for whom another has the {@link #plain} one: the same for the same subject, always. */
    public static String hashed(EntityRef subject, String environment) {
        var suffix = label(environment) + "-" + hash(subject + "@" + environment);
        var name = label(subject.name());
        var room = LONGEST - suffix.length() - 1;
        var start = label(name.substring(0, Math.clamp(room, 0, name.length())));
        return start.isEmpty() || !isFree(start + "-") ? "ws-" + suffix : start + "-" + suffix;
    }

    private static boolean isFree(String label) {
        return !RESERVED.contains(label) && !label.startsWith("kube-");
    }

    /** What may stand in a DNS label, in lower case; of any length, perhaps empty. */
    public static String label(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-").replaceAll("^-+|-+$", "");
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException("Every Java has SHA-256", exception);
        }
    }
}
