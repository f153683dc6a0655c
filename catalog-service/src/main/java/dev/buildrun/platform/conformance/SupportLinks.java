package dev.buildrun.platform.conformance;

import dev.buildrun.catalog.entity.Entity;
import dev.buildrun.platform.link.LinkAddress;
import dev.buildrun.platform.link.LinkState;
import dev.buildrun.platform.link.Looked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The addresses that a component names for its support, with what is known of each. */
final class SupportLinks {
    private static final String PREFIX = "buildrun.dev/";

    private final Map<String, String> written = new TreeMap<>();
    private final Map<String, LinkAddress> addresses = new TreeMap<>();

    /**
     * Of a component.
     *
     * @param names of what is asked for, for instance {@code runbook}; left out is what the component does not name, and mail and telephone
     */
    SupportLinks(Entity component, List<String> names) {
        for (var name : names) {
            var text = component.annotation(PREFIX + name).orElse("");
            var address = LinkAddress.of(text);
            if (!text.isBlank() && !(address instanceof LinkAddress.Call)) {
                written.put(name, text);
                addresses.put(name, address);
            }
        }
    }

    /** Those that somebody is to look at. */
    Set<String> urls() {
        var urls = new LinkedHashSet<String>();
        for (var address : addresses.values()) {
            if (address instanceof LinkAddress.Web(var url)) {
                urls.add(url);
            }
        }
        return urls;
    }

    /**
     * As rules see them.
     *
     * @param values {@code {name, url, answers: true}} of each; {@code answers} is left out where it is not known
     * @param gap what is not known of them; null where everything is
     * @param fault what does not answer; null where everything does
     */
    record Seen(
            List<Object> values,
            @Nullable String gap,
            @Nullable String fault) {}

    /** @param repository looked at only where an address leads into it */
    Seen seen(LinkState state, Supplier<Fact<JsonNode>> repository) {
        var known = state.of(urls());
        var values = new ArrayList<>();
        var gaps = new ArrayList<String>();
        var faults = new ArrayList<String>();
        addresses.forEach((name, address) -> {
            var value = new LinkedHashMap<String, Object>();
            var text = written.getOrDefault(name, "");
            value.put("name", name);
            value.put("url", text);
            var looked = switch (address) {
                case LinkAddress.Web(var url) -> known.getOrDefault(url, new Looked.Unknown("nobody has looked at it"));
                case LinkAddress.InRepository(var path) -> inRepository(path, repository.get());
                case LinkAddress.Call _ -> new Looked.Answers();
                case LinkAddress.None(var reason) -> new Looked.Fails("it " + reason);
            };
            switch (looked) {
                case Looked.Answers _ -> value.put("answers", true);
                case Looked.Fails(var reason) -> {
                    value.put("answers", false);
                    faults.add(name + " " + text + ": " + reason);
                }
                case Looked.Unknown(var reason) -> gaps.add(name + " " + text + ": " + reason);
            }
            values.add(value);
        });
        return new Seen(values, joined(gaps), joined(faults));
    }

    private static Looked inRepository(String path, Fact<JsonNode> repository) {
        return switch (repository) {
            case Fact.Unknown<JsonNode>(var reason) -> new Looked.Unknown(reason);
            case Fact.Known<JsonNode>(var facts) ->
                facts.path("files")
                                .valueStream()
                                .anyMatch(file -> file.asString("").equals(path))
                        ? new Looked.Answers()
                        : new Looked.Fails("there is no such file in the repository");
        };
    }

    private static @Nullable String joined(List<String> texts) {
        return texts.isEmpty() ? null : String.join("; ", texts);
    }
}
