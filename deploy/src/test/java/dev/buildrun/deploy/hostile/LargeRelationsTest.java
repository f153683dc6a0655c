package dev.buildrun.deploy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Entities that many others hang on, and relations that go round in circles. */
@ExtendWith(Attacked.class)
class LargeRelationsTest {
    private static final String COMPONENT =
            "--- {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: %s},"
                    + " spec: {type: service, lifecycle: x, owner: %s, dependsOn: [%s]}}\n";
    private static final String GROUP = "--- {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: %s},"
            + " spec: {type: team, %schildren: [], members: [%s]}}\n";
    private static final int MEMBERS = 50_000;

    private SmallHeapService service;

    @BeforeEach
    void take(SmallHeapService service) {
        this.service = service;
    }

    private void register(String path, String text) {
        service.register(service.sources().stream(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static String names(int count, String pattern) {
        return IntStream.range(0, count).mapToObj(pattern::formatted).collect(Collectors.joining(","));
    }

    private int relations(String kind, String name) {
        return service.get("/api/catalog/entities/by-name/" + kind + "/default/" + name)
                .json()
                .path("relations")
                .size();
    }

    @Test
    void aGroupOfFiftyThousandIsServedAndNotWrittenAnewWhenOneJoins() {
        register("/crowd.yaml", GROUP.formatted("crowd", "", names(MEMBERS, "m%d")));
        service.eventually("the crowd is there", SmallHeapService.LONG, () -> service.has("group", "crowd"));
        assertThat(relations("group", "crowd")).isEqualTo(MEMBERS);
        var before = rowsOf("group:default/crowd");

        register(
                "/joins.yaml",
                "{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: one-more},"
                        + " spec: {memberOf: [crowd]}}");
        service.eventually("one more is there", SmallHeapService.LONG, () -> service.has("user", "one-more"));

        assertThat(relations("group", "crowd")).isEqualTo(MEMBERS + 1);
        assertThat(rowsOf("group:default/crowd"))
                .as("rows of the log for the group")
                .isEqualTo(before);
        var page = service.get("/api/catalog/entities/by-query?filter=kind=group&limit=20&fields=metadata.name");
        assertThat(page.status()).isEqualTo(200);
        assertThat(service.get("/api/catalog/entities/by-query?filter=relations.hasMember=user:default/one-more")
                        .json()
                        .path("totalItems")
                        .asInt())
                .isEqualTo(1);
    }

    private String rowsOf(String ref) {
        return service.select("select count(*) from change_log where entity_ref = ?", ref);
    }

    @Test
    void aComponentThatDependsOnTenThousandOthers() {
        register("/hub.yaml", COMPONENT.formatted("hub", "nobody", names(10_000, "component:d%d")));

        service.eventually("the hub is there", SmallHeapService.LONG, () -> service.has("component", "hub"));

        assertThat(relations("component", "hub")).isEqualTo(10_001);
    }

    @Test
    void componentsThatDependOnEachOtherInACircle() {
        var circle = new StringBuilder(COMPONENT.formatted("a", "nobody", "component:b"))
                .append(COMPONENT.formatted("b", "nobody", "component:a"));
        for (var i = 0; i < 1_000; i++) {
            circle.append(COMPONENT.formatted("c" + i, "nobody", "component:c" + (i + 1) % 1_000));
        }
        register("/circle.yaml", circle.toString());

        service.eventually("the circle is there", SmallHeapService.LONG, () -> service.has("component", "c999"));

        assertThat(relations("component", "a")).isEqualTo(3);
        assertThat(relations("component", "c0")).isEqualTo(3);
        assertThat(service.get("/api/catalog/entities/by-name/component/default/c0/ancestry")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void groupsThatAreEachOthersParentsDoNotKeepAGuestFromSigningIn() {
        register(
                "/parents.yaml",
                GROUP.formatted("p1", "parent: p2, ", "")
                        + GROUP.formatted("p2", "parent: p1, ", "")
                        + "--- {apiVersion: backstage.io/v1alpha1, kind: User,"
                        + " metadata: {name: guest, namespace: development}, spec: {memberOf: [default/p1]}}\n");
        service.eventually(
                "the groups are there",
                SmallHeapService.LONG,
                () -> service.has("group", "p2")
                        && service.get("/api/catalog/entities/by-name/user/development/guest")
                                        .status()
                                == 200);

        var answer = service.get("/api/auth/guest/refresh");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()
                        .path("backstageIdentity")
                        .path("identity")
                        .path("ownershipEntityRefs")
                        .valueStream()
                        .map(ref -> ref.asString()))
                .contains("group:default/p1", "group:default/p2");
    }
}
