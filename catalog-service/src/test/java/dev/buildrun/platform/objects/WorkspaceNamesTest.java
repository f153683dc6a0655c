package dev.buildrun.platform.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.entity.EntityRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkspaceNamesTest {
    private static final String DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    @Test
    void joinsSubjectAndEnvironment() {
        assertThat(WorkspaceNames.plain(component("orders"), "prod")).isEqualTo("orders-prod");
        assertThat(WorkspaceNames.plain(component("Orders"), "prod")).isEqualTo("orders-prod");
    }

    @Test
    void hashesWhatWouldNotBeTheNameAnyMore() {
        assertThat(WorkspaceNames.plain(component("orders.v2"), "prod")).matches("orders-v2-prod-[0-9a-f]{8}");
        assertThat(WorkspaceNames.plain(component("x".repeat(63)), "prod"))
                .hasSize(63)
                .matches("x+-prod-[0-9a-f]{8}");
        assertThat(WorkspaceNames.plain(component("kube-system"), "dev")).matches("ws-dev-[0-9a-f]{8}");
    }

    @Test
    void givesTwoOfOneNameTwoNames() {
        var here = WorkspaceNames.hashed(new EntityRef("component", "default", "orders"), "prod");
        var there = WorkspaceNames.hashed(new EntityRef("component", "shop", "orders"), "prod");

        assertThat(here).matches("orders-prod-[0-9a-f]{8}").isNotEqualTo(there);
        assertThat(WorkspaceNames.hashed(component("orders"), "prod")).isEqualTo(here);
    }

    @Test
    void isAlwaysADnsLabel() {
        for (var name : List.of("a", "_", "-a-", "A.b_c", "0", "ü", "a".repeat(200), "kube-x")) {
            for (var environment : List.of("dev", "a-long-environment-9")) {
                assertThat(WorkspaceNames.plain(component(name), environment)).matches(DNS_LABEL);
                assertThat(WorkspaceNames.hashed(component(name), environment)).matches(DNS_LABEL);
            }
        }
    }

    private static EntityRef component(String name) {
        return new EntityRef("component", "default", name);
    }
}
