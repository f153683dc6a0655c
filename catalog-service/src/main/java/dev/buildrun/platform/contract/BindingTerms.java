package dev.buildrun.platform.contract;

import java.util.List;

/**
 * What a binding to a platform service delivers: the files of the directory {@code $SERVICE_BINDING_ROOT/<name>}.
 *
 * @param type as servicebinding.io means it, for instance {@code postgresql}
 * @param required the keys that are always there
 * @param optional those that may be there
 * @param plans what may be asked for, the first one unless said otherwise
 */
public record BindingTerms(String type, List<String> required, List<String> optional, List<String> plans) {
    public BindingTerms {
        required = List.copyOf(required);
        optional = List.copyOf(optional);
        plans = List.copyOf(plans);
    }

    static BindingTerms read(TermReader terms) {
        terms.only(List.of("type", "required", "optional", "plans"));
        return new BindingTerms(
                terms.string("type"),
                terms.strings("required", List.of()),
                terms.strings("optional", List.of()),
                terms.strings("plans", List.of("standard")));
    }
}
