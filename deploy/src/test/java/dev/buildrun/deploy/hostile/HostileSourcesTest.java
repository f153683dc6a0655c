package dev.buildrun.deploy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts and targets that are made to hold whoever reads them, or to lead it where it must not go. A read may take 3 s here. */
@ExtendWith(Attacked.class)
class HostileSourcesTest {
    private static final String LOCATION = """
            apiVersion: backstage.io/v1alpha1
            kind: Location
            metadata: {name: %s}
            spec: {targets: [%s]}
            """;

    private SmallHeapService service;

    @BeforeEach
    void take(SmallHeapService service) {
        this.service = service;
    }

    private String refused(String target) {
        var trial = service.dryRun(target);
        assertThat(trial.status()).as("%s", trial.body()).isEqualTo(400);
        assertThat(service.registeredErrors(target)).contains("message");
        return trial.message();
    }

    @Test
    void aSourceThatNeverEnds() {
        var url = service.sources().stream("/drip.yaml", out -> {
            while (true) {
                out.write('#');
                out.flush();
                Thread.sleep(100);
            }
        });

        assertThat(refused(url)).contains("Unable to read").contains("within 3 s");
    }

    @Test
    void aSourceThatNeverBegins() {
        var url = service.sources().serve("/silent.yaml", _ -> Thread.sleep(Duration.ofSeconds(20)));

        assertThat(refused(url)).contains("no answer within 3 s");
    }

    @Test
    void slowSourcesHoldNobodyElsesUp() {
        for (var i = 0; i < 20; i++) {
            service.register(
                    service.sources().serve("/slow-" + i + ".yaml", _ -> Thread.sleep(Duration.ofSeconds(20))));
        }
        service.register(service.sources().serve("/quick.yaml", Attacked.GOOD.formatted("quick")));

        // One after the other, those before it would take a minute.
        service.eventually("quick is there", Duration.ofSeconds(30), () -> service.has("component", "quick"));
    }

    @Test
    void aSourceThatPromisesMoreThanItSends() {
        var url = service.sources().serve("/short.yaml", HostileHost.status(200, "Content-Length: 1000000", "kind: X"));

        assertThat(refused(url)).contains("Unable to read");
    }

    @Test
    void aSourceThatSendsMoreThanItPromises() {
        var url = service.sources()
                .serve("/long.yaml", HostileHost.status(200, "Content-Length: 4", "a: b\n" + "x".repeat(1 << 20)));

        assertThat(refused(url)).isNotEmpty().doesNotContain("xxx");
    }

    @Test
    void aBodyThatIsPackedIsNotUnpacked() throws IOException {
        var bomb = HostileConnectionsTest.gzip(100 << 20);
        var url = service.sources().serve("/bomb.yaml", out -> {
            out.write(HostileHost.head(200, "Content-Encoding: gzip\r\nContent-Length: " + bomb.length));
            out.write(bomb);
        });

        assertThat(refused(url)).contains("YAML");
    }

    @Test
    void redirectsToWhereNobodyMayRead() throws IOException {
        try (var other = HostileHost.start()) {
            for (var to : new String[] {
                other.url("/secret.yaml"),
                "http://169.254.169.254/latest/meta-data/",
                "http://[::1]:" + service.port() + "/",
                "http://localhost:" + service.port() + "/",
                "file:///etc/passwd"
            }) {
                var url = service.sources()
                        .serve("/redirect-" + to.hashCode(), HostileHost.status(302, "Location: " + to, ""));

                assertThat(refused(url)).contains("Reading from '" + to + "' is not allowed");
            }
            assertThat(other.wasAskedAnything()).isFalse();
        }
    }

    @Test
    void redirectsThatGoRoundInCircles() {
        var url = service.sources().serve("/circle.yaml", HostileHost.status(302, "Location: /circle.yaml", ""));

        assertThat(refused(url)).contains("more than 5 redirects");
    }

    @Test
    void targetsThatAreNoPlaceToReadFrom() {
        var host = service.sources().authority();
        for (var target : new String[] {
            "file:///etc/passwd",
            "http://user:secret@" + host + "/x.yaml",
            "http://169.254.169.254/latest/",
            "jar:http://" + host + "/x!/y",
            "ftp://" + host + "/x",
            "//" + host + "/x",
            "http:///x",
            "http://" + host + "@example.com/x",
            "/etc/passwd",
            "x".repeat(50_000)
        }) {
            var trial = service.dryRun(target);

            assertThat(trial.status()).as("%s", target).isEqualTo(400);
        }
        assertThat(service.post("/api/catalog/locations", "{\"type\":\"file\",\"target\":\"/etc/passwd\"}")
                        .status())
                .isEqualTo(400);
        assertThat(service.sources().wasAsked("/x.yaml")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*a", "**/", "{a,b}*", "[a-z]*"})
    void patternsThatTakeForeverToMatch(String piece) {
        var pattern = service.sources().url("/") + piece.repeat(300) + ".yaml";

        assertThat(service.dryRun(pattern).status()).isEqualTo(400);
    }

    @Test
    void aLocationThatLeadsToItself() {
        var url = service.sources().url("/self.yaml");
        service.sources().serve("/self.yaml", LOCATION.formatted("self", url));

        service.register(url);

        service.eventually("self is there", SmallHeapService.LONG, () -> service.has("location", "self"));
        assertThat(service.dryRun(url).status()).isIn(201, 400);
        assertThat(service.get("/api/catalog/entities/by-name/location/default/self/ancestry")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void twoLocationsThatLeadToEachOther() {
        service.sources()
                .serve("/one.yaml", LOCATION.formatted("one", service.sources().url("/two.yaml")));
        service.sources()
                .serve("/two.yaml", LOCATION.formatted("two", service.sources().url("/one.yaml")));

        service.register(service.sources().url("/one.yaml"));

        service.eventually(
                "both are there",
                SmallHeapService.LONG,
                () -> service.has("location", "one") && service.has("location", "two"));
        var ancestry = service.get("/api/catalog/entities/by-name/location/default/two/ancestry");
        assertThat(ancestry.status()).isEqualTo(200);
        assertThat(ancestry.json().path("items")).hasSize(3);
        assertThat(service.post("/api/catalog/refresh", "{\"entityRef\":\"location:default/two\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aChainOfAThousandLocations() {
        for (var i = 0; i < 1_000; i++) {
            service.sources()
                    .serve(
                            "/chain-" + i + ".yaml",
                            LOCATION.formatted("chain-" + i, service.sources().url("/chain-" + (i + 1) + ".yaml")));
        }
        service.sources().serve("/chain-1000.yaml", Attacked.GOOD.formatted("end-of-the-chain"));

        assertThat(service.dryRun(service.sources().url("/chain-0.yaml")).status())
                .isIn(201, 400);
        service.register(service.sources().url("/chain-800.yaml"));

        service.eventually(
                "the end is there", SmallHeapService.LONG, () -> service.has("component", "end-of-the-chain"));
        assertThat(service.get("/api/catalog/entities/by-name/component/default/end-of-the-chain/ancestry")
                        .status())
                .isEqualTo(200);
    }

    /** Each is just below what one file may be, with as many values as it may have; all are processed at once. */
    @Test
    void fiftyLargeFilesAtOnce() {
        var spec = IntStream.range(0, 80_000).mapToObj(i -> "k" + i + ": x").collect(Collectors.joining(", "));
        var large = (Attacked.GOOD.formatted("large").replace("owner: nobody", "owner: nobody, " + spec) + "# "
                        + "x".repeat(3 << 20))
                .getBytes(StandardCharsets.UTF_8);
        for (var i = 0; i < 50; i++) {
            service.register(service.sources().stream("/large-" + i + ".yaml", out -> out.write(large)));
        }
        service.register(service.sources().serve("/after.yaml", Attacked.GOOD.formatted("after-the-large-ones")));

        service.eventually(
                "what was registered last is there",
                SmallHeapService.LONG,
                () -> service.has("component", "after-the-large-ones"));
        service.eventually("a large one is there", SmallHeapService.LONG, () -> service.has("component", "large"));
    }
}
