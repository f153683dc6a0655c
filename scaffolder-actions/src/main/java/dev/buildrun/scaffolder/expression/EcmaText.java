package dev.buildrun.scaffolder.expression;

import dev.buildrun.error.ServiceException;
import tools.jackson.databind.JsonNode;

/** JSON values as ECMAScript's {@code String} prints them. */
public final class EcmaText {
    private EcmaText() {}

    /** {@code 1.0} is {@code 1}, a list its entries with commas between them, an object {@code [object Object]}. */
    public static String of(JsonNode node) {
        try {
            return new Coercion(new Budget()).text(JsonBridge.toValue(node));
        } catch (TemplateFailure failure) {
            throw ServiceException.input(failure.message());
        }
    }
}
