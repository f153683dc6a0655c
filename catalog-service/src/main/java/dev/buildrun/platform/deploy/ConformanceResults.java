package dev.buildrun.platform.deploy;

import dev.buildrun.database.Database;
import dev.buildrun.platform.conformance.Result;
import dev.buildrun.platform.conformance.ResultReads;
import java.time.Clock;
import java.util.List;

/** The gate by the results that are worked out. As long as the newest change of a component is not worked out, it does not pass. */
public final class ConformanceResults implements ConformanceGate {
    private final Database database;
    private final ResultReads results = new ResultReads();
    private final CurrentResultsReads current = new CurrentResultsReads();
    private final Clock clock;

    public ConformanceResults(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Finding> open(String component, String environment) {
        return database.inTransaction(tx -> current.isCurrent(tx, component, clock.instant())
                ? results.obstacles(tx, component, environment).stream()
                        .map(ConformanceResults::finding)
                        .toList()
                : List.of(new Finding("conformance", "is being worked out; try again in a moment")));
    }

    private static Finding finding(Result result) {
        var message = new StringBuilder(result.message());
        if (result.reason() != null) {
            message.append(" (")
                    .append(result.outcome().text())
                    .append(": ")
                    .append(result.reason())
                    .append(')');
        }
        if (result.fix() != null) {
            message.append(", see ").append(result.fix());
        }
        return new Finding(result.key().rule(), message.toString());
    }
}
