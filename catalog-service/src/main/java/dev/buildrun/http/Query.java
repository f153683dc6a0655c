package dev.buildrun.http;

import dev.buildrun.error.ServiceException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query string of a request: names in the order they came, each with all of its values. */
public record Query(Map<String, List<String>> values) {
    private static final int MAX_PARAMETERS = 1_000;
    /** Says that a parameter is one of a list, which it may be without. */
    private static final Pattern INDEX = Pattern.compile("\\[\\d*]$");

    /** Decodes a raw query string; null and empty give no parameters. What is not valid percent-encoding is kept as it came. */
    public static Query parse(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return new Query(Map.of());
        }
        var values = new LinkedHashMap<String, List<String>>();
        for (var pair : raw.split("&", MAX_PARAMETERS)) {
            if (!pair.isEmpty()) {
                var equals = pair.indexOf('=');
                var name = INDEX.matcher(decode(equals < 0 ? pair : pair.substring(0, equals)))
                        .replaceFirst("");
                var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
            }
        }
        return new Query(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    /**
     * Refuses what an operation does not have, as the validator before Backstage's routes does.
     *
     * @throws ServiceException of kind INPUT for a parameter that is not known, and for one without a value
     */
    public Query only(String... known) {
        var allowed = Set.of(known);
        for (var name : names()) {
            var bracket = name.indexOf('[');
            if (bracket > 0 && allowed.contains(name.substring(0, bracket))) {
                throw ServiceException.input("request/query/" + name.substring(0, bracket) + "/0 must be string");
            }
            if (!allowed.contains(name)) {
                throw ServiceException.input("Unknown query parameter '" + name + "'");
            }
        }
        for (var name : names()) {
            // Several values are not looked at one by one.
            if (all(name).equals(List.of(""))) {
                throw ServiceException.input("Empty value found for query parameter '" + name + "'");
            }
        }
        return this;
    }

    public Set<String> names() {
        return values.keySet();
    }

    /** Every value of a parameter, none where it is absent. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first value of a parameter. */
    public Optional<String> first(String name) {
        var all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }
}
