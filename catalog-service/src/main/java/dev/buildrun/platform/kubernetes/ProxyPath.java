package dev.buildrun.platform.kubernetes;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the proxy reads: lists and single objects of these kinds in one namespace, and logs of pods.
 *
 * @param path below the API server, free of anything that could lead elsewhere
 * @param isList whether it is a list, of which only a part is read
 */
record ProxyPath(String path, String namespace, boolean isList, boolean isLog) {
    private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";
    private static final Pattern CORE = Pattern.compile(
            "api/v1/namespaces/(?<ns>" + NAME + ")/(?<plural>[a-z]+)(/(?<name>" + NAME + ")(/(?<sub>[a-z]+))?)?");
    private static final Pattern GROUPED = Pattern.compile("apis/(?<group>[a-z0-9.]+)/v[a-z0-9]+/namespaces/(?<ns>"
            + NAME + ")/(?<plural>[a-z]+)(/(?<name>" + NAME + ")(/(?<sub>[a-z]+))?)?");

    private static final Set<String> CORE_KINDS = Set.of(
            "pods",
            "services",
            "configmaps",
            "endpoints",
            "events",
            "limitranges",
            "resourcequotas",
            "persistentvolumeclaims",
            "serviceaccounts");
    private static final Set<String> GROUPS = Set.of(
            "apps",
            "autoscaling",
            "batch",
            "networking.k8s.io",
            "policy",
            "events.k8s.io",
            "discovery.k8s.io",
            "metrics.k8s.io");

    /** Empty for whatever is not read. */
    static Optional<ProxyPath> of(String rest) {
        var core = CORE.matcher(rest);
        if (core.matches()) {
            var plural = core.group("plural");
            var sub = core.group("sub");
            var isLog = plural.equals("pods") && "log".equals(sub);
            return CORE_KINDS.contains(plural) && (sub == null || isLog)
                    ? Optional.of(new ProxyPath("/" + rest, core.group("ns"), core.group("name") == null, isLog))
                    : Optional.empty();
        }
        var grouped = GROUPED.matcher(rest);
        return grouped.matches() && GROUPS.contains(grouped.group("group")) && grouped.group("sub") == null
                ? Optional.of(new ProxyPath("/" + rest, grouped.group("ns"), grouped.group("name") == null, false))
                : Optional.empty();
    }
}
