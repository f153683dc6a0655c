package dev.buildrun.api.contract;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds exchanges to the documents. A request that was answered with success must be as documented; one that was refused may be anything,
 * and its refusal must be documented. What has no document must not be there at all.
 */
public final class ExchangeCheck {
    /** Reads numbers that no double holds as well, which callers may send. */
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** A larger body is not read; checking it would take longer than the test. */
    private static final int MAX_CHECKED_CHARACTERS = 16 << 20;

    private static final Map<Contract, DocumentSchemas> SCHEMAS = new EnumMap<>(Contract.class);

    private ExchangeCheck() {}

    /** Everything that is not as documented, each in a line; empty when all is well. */
    public static List<String> faults(Exchange exchange) {
        var contract = Contract.of(exchange.path());
        if (contract.isEmpty()) {
            return exchange.path().startsWith("/api/") ? undocumented(exchange) : List.of();
        }
        return operation(exchange)
                .map(operation -> faults(exchange, operation))
                .orElseGet(() -> undocumented(exchange));
    }

    /** The operation that was asked for; HEAD asks for GET without its body. */
    static Optional<Operation> operation(Exchange exchange) {
        var method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        return Contract.of(exchange.path()).flatMap(contract -> Operation.find(contract, method, exchange.path()));
    }

    /** A preflight is answered by the edge, for all paths alike. */
    private static List<String> undocumented(Exchange exchange) {
        var status = exchange.answer().status();
        var isRefused = status == 400 || status == 401 || status == 403 || status == 404;
        return isRefused || exchange.method().equals("OPTIONS")
                ? List.of()
                : List.of("no document has " + exchange.method() + " " + exchange.path()
                        + ", so it should not have been found");
    }

    private static List<String> faults(Exchange exchange, Operation operation) {
        var schemas = schemas(operation.contract());
        var faults = new ArrayList<String>();
        // As in Backstage, the parameters of a HEAD request are not checked.
        if (exchange.answer().status() < 400 && !exchange.method().equals("HEAD")) {
            faults.addAll(RequestCheck.faults(exchange, operation, schemas));
        }
        operation
                .response(exchange.answer().status())
                .ifPresentOrElse(
                        response -> faults.addAll(answerFaults(exchange, operation, response, schemas)),
                        () -> faults.add("the status " + exchange.answer().status() + " is not documented"));
        return faults;
    }

    static synchronized DocumentSchemas schemas(Contract contract) {
        return SCHEMAS.computeIfAbsent(contract, key -> new DocumentSchemas(key.id(), key.document()));
    }

    private static List<String> answerFaults(
            Exchange exchange, Operation operation, JsonNode response, DocumentSchemas schemas) {
        var faults = new ArrayList<String>();
        response.path("headers")
                .forEachEntry((name, header) ->
                        faults.addAll(headerFaults(exchange.answer(), name, operation.resolved(header), schemas)));
        var content = response.path("content");
        var body = exchange.answer().body();
        if (exchange.method().equals("HEAD")) {
            return faults;
        }
        if (content.isMissingNode() || content.isEmpty()) {
            if (body != null && !body.isEmpty()) {
                faults.add("no body is documented, found " + shortened(body));
            }
            return faults;
        }
        var type = exchange.answer().mediaType().orElse("");
        if (!content.has(type)) {
            faults.add("expected one of the content types " + content.propertyNames() + ", found \"" + type + "\"");
        } else if (type.equals("application/json") && body != null && body.length() <= MAX_CHECKED_CHARACTERS) {
            faults.addAll(bodyFaults(content.path(type).path("schema"), body, "the answer's body", schemas));
        }
        return faults;
    }

    private static List<String> headerFaults(
            Exchange.Answer answer, String name, JsonNode header, DocumentSchemas schemas) {
        var value = answer.header(name);
        if (value.isEmpty()) {
            return header.path("required").asBoolean(false)
                    ? List.of("expected the header " + name + " in the answer")
                    : List.of();
        }
        return schemas.faults(
                header.path("schema"),
                Documents.MAPPER.getNodeFactory().stringNode(value.get()),
                "the answer's header " + name);
    }

    static List<String> bodyFaults(JsonNode schema, String body, String what, DocumentSchemas schemas) {
        try {
            var faults = schemas.faults(schema, EXACT.readTree(body), what);
            if (faults.isEmpty()) {
                return faults;
            }
            var withBody = new ArrayList<>(faults);
            withBody.add(what + " is " + shortened(body));
            return withBody;
        } catch (JacksonException exception) {
            return List.of(what + " is no JSON: " + exception.getOriginalMessage() + ", found " + shortened(body));
        }
    }

    private static String shortened(String text) {
        return text.length() <= 1_000 ? text : text.substring(0, 1_000) + "…";
    }
}
