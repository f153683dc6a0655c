package dev.buildrun.platform.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://grafana.example/d/orders, https://grafana.example/d/orders",
        "https://handbook.example/on-call#nights, https://handbook.example/on-call",
        "http://127.0.0.1:7007/a?b=c, http://127.0.0.1:7007/a?b=c",
    })
    void aPageIsAskedForWithoutItsFragment(String written, String url) {
        assertThat(LinkAddress.of(written)).isEqualTo(new LinkAddress.Web(url));
    }

    @ParameterizedTest
    @CsvSource({"docs/runbook.md, docs/runbook.md", "./RUNBOOK.md, RUNBOOK.md", "/docs/./runbook.md, docs/runbook.md"})
    void whatHasNoSchemeIsInTheRepository(String written, String path) {
        assertThat(LinkAddress.of(written)).isEqualTo(new LinkAddress.InRepository(path));
    }

    @ParameterizedTest
    @CsvSource({"mailto:orders@example.com", "tel:+49301234"})
    void mailAndTelephoneAreNoPages(String written) {
        assertThat(LinkAddress.of(written)).isEqualTo(new LinkAddress.Call());
    }

    @ParameterizedTest
    @CsvSource({
        "file:///etc/passwd, is neither an http nor an https address",
        "gopher://old.example/, is neither an http nor an https address",
        "https://olga:secret@example.com/, 'has a user in it, and nothing is asked for in somebody''s name'",
        "https:///nowhere, has no host",
        "../../etc/passwd, is neither an address nor a path in the repository",
        "//example.com/x, is neither an address nor a path in the repository",
        "the wiki, is no address",
    })
    void anythingElseIsNoAddress(String written, String reason) {
        assertThat(LinkAddress.of(written)).isEqualTo(new LinkAddress.None(reason));
    }

    @Test
    void whatIsTooLongIsNoAddress() {
        assertThat(LinkAddress.of("https://example.com/" + "x".repeat(2_000)))
                .isEqualTo(new LinkAddress.None("is longer than 2000 characters"));
        assertThat(LinkAddress.of("https://example.com/" + "ü".repeat(1_000)))
                .isEqualTo(new LinkAddress.None("is longer than 2000 characters"));
    }
}
