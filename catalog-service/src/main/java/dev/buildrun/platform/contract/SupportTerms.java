package dev.buildrun.platform.contract;

import java.util.List;

/**
 * What a team has ready for when something breaks.
 *
 * @param required {@code oncall}, {@code runbook}, {@code dashboards}
 */
public record SupportTerms(List<String> required, List<Severity> severities) {
    private static final List<String> KNOWN = List.of("oncall", "runbook", "dashboards");

    public SupportTerms {
        required = List.copyOf(required);
        severities = List.copyOf(severities);
    }

    /** @param acknowledgeWithin for people, for instance {@code 15m} or {@code 1 working day} */
    public record Severity(String name, String acknowledgeWithin, String meaning) {}

    static SupportTerms read(TermReader terms) {
        terms.only(List.of("required", "severities"));
        return new SupportTerms(
                terms.someOf("required", KNOWN),
                terms.list("severities").stream().map(SupportTerms::severity).toList());
    }

    private static Severity severity(TermReader terms) {
        terms.only(List.of("name", "acknowledgeWithin", "meaning"));
        return new Severity(terms.string("name"), terms.string("acknowledgeWithin"), terms.string("meaning", ""));
    }
}
