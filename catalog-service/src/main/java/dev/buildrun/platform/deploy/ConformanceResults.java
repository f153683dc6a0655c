package dev.buildrun.platform.deploy;

import dev.buildrun.platform.conformance.CurrentResults;
import dev.buildrun.platform.conformance.Result;
import java.util.List;

/** The gate by the results that are worked out. As long as the newest change of a component is not worked out, it does not pass. */
public final class ConformanceResults implements ConformanceGate {
    private static final Finding TOO_EARLY = new Finding("conformance", "is being worked out; try again in a moment");

    private final CurrentResults results;

    public ConformanceResults(CurrentResults results) {
        this.results = results;
    }

    @Override
    public List<Finding> open(String component, String environment) {
        return results.obstacles(component, environment)
                .map(open -> open.stream().map(ConformanceResults::finding).toList())
                .orElse(List.of(TOO_EARLY));
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
