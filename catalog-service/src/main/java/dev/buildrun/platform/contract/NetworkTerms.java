package dev.buildrun.platform.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may talk to a service's pods, and whom they may talk to. What is not named is closed.
 *
 * @param ingressFrom the namespace of the gateway; null where nothing comes in from outside
 * @param metricsFrom the namespace of whoever reads metrics; null for nobody
 * @param loadBalancers how many a namespace may have
 */
public record NetworkTerms(
        @Nullable String ingressFrom, @Nullable String metricsFrom, List<Egress> egress, int loadBalancers) {
    public NetworkTerms {
        egress = List.copyOf(egress);
    }

    /** Where pods may connect to. */
    public enum Egress {
        /** The cluster's name server. */
        DNS,
        /** The components and instances that the catalog says it depends on. */
        DECLARED_DEPENDENCIES,
        /** Addresses outside of the cluster. */
        INTERNET
    }

    static NetworkTerms read(TermReader terms) {
        terms.only(List.of("ingressFrom", "metricsFrom", "egress", "loadBalancers"));
        return new NetworkTerms(
                terms.at("ingressFrom").only(List.of("namespace")).optional("namespace"),
                terms.at("metricsFrom").only(List.of("namespace")).optional("namespace"),
                terms.choices("egress", Egress.class, List.of(Egress.DNS, Egress.DECLARED_DEPENDENCIES)),
                terms.integer("loadBalancers", 0, 0, 1_000));
    }
}
