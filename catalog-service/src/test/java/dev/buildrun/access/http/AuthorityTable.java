package dev.buildrun.access.http;

import dev.buildrun.api.contract.Contract;
import dev.buildrun.api.contract.Operation;
import dev.buildrun.json.Json;
import dev.buildrun.json.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The table of who may what, as people read it: {@code authority/routes.yaml} says what it means. */
record AuthorityTable(List<Row> rows) {
    /** In the order of the statuses of a row. */
    static final List<String> CALLERS = List.of("user", "owner", "nested", "platform", "service");

    private static final Set<Contract> ELSEWHERE = Set.of(Contract.KUBERNETES);

    AuthorityTable {
        rows = List.copyOf(rows);
    }

    /**
     * What is said of an operation.
     *
     * @param name what it is called in the table
     * @param about the kind of object; null for none
     * @param statuses by the class of the object, in the order of the callers
     */
    record Row(
            Operation operation,
            String name,
            @Nullable String about,
            boolean fresh,
            boolean open,
            JsonNode said,
            Map<AuthorityWorld.Whose, List<Integer>> statuses) {
        List<Integer> of(AuthorityWorld.Whose whose) {
            return statuses.getOrDefault(whose, List.of());
        }

        /** Path and query, with what belongs there in the place of names. */
        String path(Map<String, String> object) {
            var names = new LinkedHashMap<String, String>(object);
            said.path("path").forEachEntry((name, value) -> names.put(name, filled(value.asString(), object)));
            var query = said.path("query").asString("");
            return filled(operation.contract().mount() + operation.path(), names)
                    + (query.isEmpty() ? "" : "?" + filled(query, object));
        }

        /** Null for none. */
        @Nullable
        String body(Map<String, String> object) {
            var body = said.path("body");
            return body.isMissingNode() ? null : filled(Json.write(body), object);
        }

        /** What a call that is done leaves in the audit: an action, and how its subject begins; null for nothing. */
        @Nullable
        String audit(Map<String, String> object) {
            var audit = said.path("audit").asString(null);
            return audit == null ? null : filled(audit, object);
        }

        /** What every call has beside its token. */
        Map<String, String> headers() {
            var headers = new LinkedHashMap<String, String>();
            said.path("headers").forEachEntry((name, value) -> headers.put(name, value.asString()));
            return headers;
        }

        /** Whether a cookie is enough. */
        boolean cookie() {
            return said.path("cookie").asBoolean(false);
        }

        /** The action that a refusal leaves; null for nothing. */
        @Nullable
        String refused() {
            return said.path("refused").asString(null);
        }

        private static String filled(String text, Map<String, String> names) {
            var filled = text.replace("{random}", UUID.randomUUID().toString());
            for (var name : names.entrySet()) {
                filled = filled.replace("{" + name.getKey() + "}", name.getValue());
            }
            return filled;
        }

        @Override
        public String toString() {
            return operation.contract().id() + " " + name;
        }
    }

    /** Every operation that the table speaks of: all but those of the platform, which have another. */
    static Stream<Operation> operations() {
        return Stream.of(Contract.values())
                .filter(contract -> !ELSEWHERE.contains(contract))
                .flatMap(contract -> contract.operations().stream())
                .filter(operation -> !operation.path().startsWith("/platform/"));
    }

    static AuthorityTable read() {
        try (var file = Objects.requireNonNull(AuthorityTable.class.getResourceAsStream("/authority/routes.yaml"))) {
            return read(Yaml.read(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static AuthorityTable read(JsonNode table) {
        var rows = new ArrayList<Row>();
        table.forEachEntry(
                (plugin, operations) -> operations.forEachEntry((name, said) -> rows.add(row(plugin, name, said))));
        return new AuthorityTable(rows);
    }

    private static Row row(String plugin, String name, JsonNode said) {
        var id = name.replaceFirst(" \\(.*", "");
        var operation = operations()
                .filter(each -> each.contract().id().equals(plugin) && each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No operation " + plugin + " " + id));
        var about = said.path("about").asString(null);
        var statuses = new EnumMap<AuthorityWorld.Whose, List<Integer>>(AuthorityWorld.Whose.class);
        for (var of : AuthorityWorld.Whose.values()) {
            var row = said.has("all") ? said.path("all") : said.path(of.word());
            if (!row.isMissingNode() && (about != null || of == AuthorityWorld.Whose.OWN)) {
                statuses.put(
                        of,
                        Stream.of(row.asString().split(" +"))
                                .map(Integer::valueOf)
                                .toList());
            }
        }
        return new Row(
                operation,
                name,
                about,
                said.path("fresh").asBoolean(false),
                said.path("open").asBoolean(false),
                said,
                statuses);
    }
}
