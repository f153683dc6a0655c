package dev.buildrun.catalog.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import dev.buildrun.json.EcmaNumber;
import java.util.List;
import java.util.Optional;

/** The query parameters of one operation, checked as its OpenAPI description has them. */
final class Parameters {
    private static final int MAX_NUMBER_LENGTH = 100;

    private final Query query;
    private final boolean checked;

    private Parameters(Query query, boolean checked) {
        this.query = query;
        this.checked = checked;
    }

    /**
     * Of a HEAD request nothing is checked, since the description knows no such operation.
     *
     * @throws ServiceException of kind INPUT for a parameter that the operation does not have, and for one without a value
     */
    static Parameters of(Request request, String... known) {
        return request.method().equals("HEAD")
                ? new Parameters(request.query(), false)
                : new Parameters(request.query().only(known), true);
    }

    List<String> all(String name) {
        return query.all(name);
    }

    Optional<String> text(String name) {
        if (checked && query.all(name).size() > 1) {
            throw ServiceException.input("request/query/" + name + " must be string");
        }
        return query.first(name);
    }

    /** The values of a parameter that holds a list with commas. */
    List<String> list(String name) {
        return query.all(name).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** A whole number from 0 on, in any form that JavaScript reads; larger ones than an int count as the largest int. */
    Optional<Integer> number(String name) {
        return query.first(name).flatMap(text -> {
            var number =
                    text.isBlank() || text.length() > MAX_NUMBER_LENGTH ? Double.NaN : EcmaNumber.parse(text.strip());
            if (number % 1 != 0 || query.all(name).size() > 1) {
                if (!checked) {
                    return Optional.empty();
                }
                throw ServiceException.input("request/query/" + name + " must be integer");
            }
            if (number < 0) {
                throw ServiceException.input("request/query/" + name + " must be >= 0");
            }
            return Optional.of((int) Math.min(number, Integer.MAX_VALUE));
        });
    }

    Optional<String> oneOf(String name, String... allowed) {
        return text(name).map(value -> {
            if (!List.of(allowed).contains(value)) {
                throw ServiceException.input("request/query/" + name + " must be equal to one of the allowed values: "
                        + String.join(", ", allowed));
            }
            return value;
        });
    }
}
