package dev.buildrun.api.contract;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Which operations have been answered with success in this process. */
public final class Coverage {
    private static final Set<String> SUCCEEDED = ConcurrentHashMap.newKeySet();

    private Coverage() {}

    static void add(Exchange exchange) {
        ExchangeCheck.operation(exchange)
                .filter(operation -> operation.isSuccess(exchange.answer().status()))
                .ifPresent(operation -> SUCCEEDED.add(operation.toString()));
    }

    /** The operations that can succeed and have not, in the order of the documents. */
    public static List<Operation> missing() {
        return Stream.of(Contract.values())
                .flatMap(contract -> contract.operations().stream())
                .filter(Operation::canSucceed)
                .filter(operation -> !SUCCEEDED.contains(operation.toString()))
                .toList();
    }
}
