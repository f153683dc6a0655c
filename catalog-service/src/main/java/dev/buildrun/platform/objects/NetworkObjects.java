package dev.buildrun.platform.objects;

import dev.buildrun.platform.contract.NetworkTerms;
import dev.buildrun.platform.objects.Workspace.Peer;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Everything is closed; then what the contract and the catalog's declarations open. */
final class NetworkObjects {
    /** Kubernetes gives every namespace this label, and nobody can forge it. */
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private static final int DNS_PORT = 53;
    private static final String INGRESS = "Ingress";
    private static final String EGRESS = "Egress";
    private static final List<String> PRIVATE_4 =
            List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10");
    private static final List<String> PRIVATE_6 = List.of("fc00::/7", "fe80::/10");

    private final NetworkTerms terms;
    private final Workspace workspace;
    private final Function<String, ObjectMeta> meta;

    NetworkObjects(NetworkTerms terms, Workspace workspace, Function<String, ObjectMeta> meta) {
        this.terms = terms;
        this.workspace = workspace;
        this.meta = meta;
    }

    List<NetworkPolicy> all() {
        var policies = new ArrayList<NetworkPolicy>();
        policies.add(defaultDeny());
        if (terms.egress().contains(NetworkTerms.Egress.DNS)) {
            policies.add(outgoing("allow-dns", dns()));
        }
        if (terms.egress().contains(NetworkTerms.Egress.INTERNET)) {
            policies.add(outgoing("allow-internet", internet()));
        }
        if (terms.ingressFrom() != null) {
            policies.add(incoming("from-gateway", namespace(terms.ingressFrom())));
        }
        if (terms.metricsFrom() != null) {
            policies.add(incoming("from-metrics", namespace(terms.metricsFrom())));
        }
        if (terms.egress().contains(NetworkTerms.Egress.DECLARED_DEPENDENCIES)) {
            sorted(workspace.peers().outgoing())
                    .forEach(peer -> policies.add(outgoing(name("to-", peer), to(peer(peer)))));
            sorted(workspace.peers().incoming())
                    .forEach(peer -> policies.add(incoming(name("from-service-", peer), peer(peer))));
        }
        return policies;
    }

    private static List<Peer> sorted(List<Peer> peers) {
        return peers.stream()
                .sorted(Comparator.comparing(Peer::namespace).thenComparing(Peer::name))
                .distinct()
                .toList();
    }

    /** A namespace's name is unique, a component's is not; pods of a shared one are told by the component. */
    private static String name(String start, Peer peer) {
        var name = peer.component() == null ? peer.namespace() : peer.namespace() + "." + peer.component();
        return start + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    }

    private NetworkPolicy defaultDeny() {
        return new NetworkPolicyBuilder()
                .withMetadata(meta.apply("default-deny"))
                .withNewSpec()
                .withPodSelector(new LabelSelector())
                .withPolicyTypes(INGRESS, EGRESS)
                .endSpec()
                .build();
    }

    private NetworkPolicy outgoing(String name, NetworkPolicyEgressRule rule) {
        return new NetworkPolicyBuilder()
                .withMetadata(meta.apply(name))
                .withNewSpec()
                .withPodSelector(new LabelSelector())
                .withPolicyTypes(EGRESS)
                .withEgress(rule)
                .endSpec()
                .build();
    }

    private NetworkPolicy incoming(String name, NetworkPolicyPeer from) {
        NetworkPolicyIngressRule rule =
                new NetworkPolicyIngressRuleBuilder().withFrom(from).build();
        return new NetworkPolicyBuilder()
                .withMetadata(meta.apply(name))
                .withNewSpec()
                .withPodSelector(new LabelSelector())
                .withPolicyTypes(INGRESS)
                .withIngress(rule)
                .endSpec()
                .build();
    }

    private static NetworkPolicyEgressRule dns() {
        return new NetworkPolicyEgressRuleBuilder()
                .withTo(new NetworkPolicyPeerBuilder()
                        .withNamespaceSelector(selector(NAMESPACE_NAME, "kube-system"))
                        .withPodSelector(selector("k8s-app", "kube-dns"))
                        .build())
                .withPorts(port("UDP"), port("TCP"))
                .build();
    }

    private static NetworkPolicyPort port(String protocol) {
        return new NetworkPolicyPortBuilder()
                .withProtocol(protocol)
                .withPort(new IntOrString(DNS_PORT))
                .build();
    }

    /** Addresses that are the cluster's own, or somebody's private network, are not the internet. */
    private static NetworkPolicyEgressRule internet() {
        return new NetworkPolicyEgressRuleBuilder()
                .withTo(block("0.0.0.0/0", PRIVATE_4), block("::/0", PRIVATE_6))
                .build();
    }

    private static NetworkPolicyPeer block(String addresses, List<String> except) {
        return new NetworkPolicyPeerBuilder()
                .withNewIpBlock()
                .withCidr(addresses)
                .withExcept(except)
                .endIpBlock()
                .build();
    }

    private static NetworkPolicyEgressRule to(NetworkPolicyPeer peer) {
        return new NetworkPolicyEgressRuleBuilder().withTo(peer).build();
    }

    private static NetworkPolicyPeer namespace(String name) {
        return new NetworkPolicyPeerBuilder()
                .withNamespaceSelector(selector(NAMESPACE_NAME, name))
                .build();
    }

    private static NetworkPolicyPeer peer(Peer peer) {
        var builder = new NetworkPolicyPeerBuilder().withNamespaceSelector(selector(NAMESPACE_NAME, peer.namespace()));
        return peer.component() == null
                ? builder.build()
                : builder.withPodSelector(selector(Labels.COMPONENT, peer.component()))
                        .build();
    }

    private static LabelSelector selector(String label, String value) {
        return new LabelSelectorBuilder().withMatchLabels(Map.of(label, value)).build();
    }
}
