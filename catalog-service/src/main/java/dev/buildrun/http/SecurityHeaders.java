package dev.buildrun.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The headers that Backstage's root service puts on every response. */
final class SecurityHeaders {
    private static final Map<String, List<String>> STANDARD_CSP = standardCsp();

    private SecurityHeaders() {}

    static Map<String, String> of(Map<String, List<String>> csp) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Security-Policy", policy(csp));
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Strict-Transport-Security", "max-age=15552000; includeSubDomains");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-DNS-Prefetch-Control", "off");
        headers.put("X-Download-Options", "noopen");
        headers.put("X-Frame-Options", "SAMEORIGIN");
        headers.put("X-Permitted-Cross-Domain-Policies", "none");
        headers.put("X-XSS-Protection", "0");
        return headers;
    }

    private static String policy(Map<String, List<String>> changes) {
        var directives = new LinkedHashMap<>(STANDARD_CSP);
        changes.forEach((name, values) -> {
            if (values.isEmpty()) {
                directives.remove(name);
            } else {
                directives.put(name, values);
            }
        });
        return directives.entrySet().stream()
                .map(entry -> (entry.getKey() + " " + String.join(" ", entry.getValue())).trim())
                .collect(Collectors.joining(";"));
    }

    private static Map<String, List<String>> standardCsp() {
        var csp = new LinkedHashMap<String, List<String>>();
        csp.put("default-src", List.of("'self'"));
        csp.put("base-uri", List.of("'self'"));
        csp.put("font-src", List.of("'self'", "https:", "data:"));
        csp.put("frame-ancestors", List.of("'self'"));
        csp.put("img-src", List.of("'self'", "data:"));
        csp.put("object-src", List.of("'none'"));
        csp.put("script-src", List.of("'self'", "'unsafe-eval'"));
        csp.put("script-src-attr", List.of("'none'"));
        csp.put("style-src", List.of("'self'", "https:", "'unsafe-inline'"));
        csp.put("upgrade-insecure-requests", List.of(""));
        return csp;
    }
}
