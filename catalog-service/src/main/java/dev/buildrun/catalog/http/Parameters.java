package dev.buildrun.catalog.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Query;
import dev.buildrun.http.Request;
import java.util.List;
import java.util.Optional;

/** The query parameters of one operation, checked as its OpenAPI description has them. */
final class Parameters {
    private final Query query;

    private Parameters(Query query) {
        this.query = query;
    }

    /** @throws ServiceException of kind INPUT for a parameter that the operation does not have, and for one without a value */
    static Parameters of(Request request, String... known) {
        return new Parameters(request.query().only(known));
    }

    List<String> all(String name) {
        return query.all(name);
    }

    Optional<String> text(String name) {
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

    /** A whole number from 0 on; larger ones than an int count as the largest int. */
    Optional<Integer> number(String name) {
        return query.first(name).map(text -> {
            if (!text.matches("-?\\d{1,18}")) {
                throw ServiceException.input("request/query/" + name + " must be integer");
            }
            var number = Long.parseLong(text);
            if (number < 0) {
                throw ServiceException.input("request/query/" + name + " must be >= 0");
            }
            return (int) Math.min(number, Integer.MAX_VALUE);
        });
    }

    Optional<String> oneOf(String name, String... allowed) {
        return query.first(name).map(value -> {
            if (!List.of(allowed).contains(value)) {
                throw ServiceException.input("request/query/" + name + " must be equal to one of the allowed values: "
                        + String.join(", ", allowed));
            }
            return value;
        });
    }
}
