package dev.buildrun.platform.deploy;

import java.util.List;

/** What stands between a service and an environment whose contract asks for conformance. */
@FunctionalInterface
public interface ConformanceGate {
    /** Lets everything pass; for tests, and where nothing checks conformance. */
    ConformanceGate OPEN = (_, _) -> List.of();

    /**
     * What is open: rules of severity error that fail or are unknown, and that no waiver covers. Nothing lets the component pass.
     *
     * @param component full reference in lower case
     */
    List<Finding> open(String component, String environment);

    /**
     * A rule that is not kept.
     *
     * @param rule its id, for instance {@code BR-13}
     * @param message what is wrong, and how it is mended
     */
    record Finding(String rule, String message) {}
}
