package dev.buildrun.shape;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What came of holding a value against a shape.
 *
 * @param value without what no shape names; of use only where there is no complaint
 */
public record Fit(Grade grade, JsonNode value, List<Complaint> complaints) {
    /** How well a value fits; a later one outweighs an earlier one. */
    enum Grade {
        /** It fits. */
        GOOD,
        /** It has the right type, but something about it is wrong. Where no shape of several fits, such a one is reported alone. */
        FLAWED,
        /** It is something else. */
        OTHER
    }

    static Fit good(JsonNode value) {
        return new Fit(Grade.GOOD, value, List.of());
    }

    static Fit flawed(JsonNode value, Complaint complaint) {
        return new Fit(Grade.FLAWED, value, List.of(complaint));
    }

    static Fit other(JsonNode value, Complaint complaint) {
        return new Fit(Grade.OTHER, value, List.of(complaint));
    }

    public boolean isGood() {
        return complaints.isEmpty();
    }
}
