package dev.buildrun.platform.conformance;

import tools.jackson.databind.JsonNode;

/** What is on a cluster. Called from one thread at a time; may block. */
@FunctionalInterface
public interface LiveState {
    LiveState NONE = (_, _) -> new Fact.Unknown<>("no cluster");

    /**
     * The facts of a component's workspace in an environment:
     *
     * <pre>
     * {namespace: {name, labels: {}},
     *  quota: {requests.cpu: "4", …},            hard limits of the quota that is ours; {} where there is none
     *  limits: {defaultRequest: {}, default: {}, max: {}},
     *  networkPolicies: [names],
     *  roleBindings: [{name, role, subjects: [{kind, name}],
     *                  strangers: [texts],           whom it lets write who is neither the owner, nor runs in the namespace, nor has an
     *                                                open break-glass grant; how it was changed, where it is one of ours
     *                  breakGlassUntil}],            an instant, where it is of an open grant
     *  bindings: [{name, ready: true, rotatedAt}],
     *  differences: [texts]}                      of what was found and what the contract asks for; [] where there is none
     * </pre>
     *
     * @param componentRef full reference, in lower case
     * @param environment the name in the contract
     */
    Fact<JsonNode> facts(String componentRef, String environment);
}
