package dev.buildrun.catalog.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    private static Targets resolving(Set<String> allowed, String... addresses) {
        return new Targets(allowed, host -> {
            var resolved = new InetAddress[addresses.length];
            for (var i = 0; i < addresses.length; i++) {
                resolved[i] = InetAddress.ofLiteral(addresses[i]);
            }
            return resolved;
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "64:ff9b::a00:1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "ff02::1"
            })
    void refusesWhatIsNotInThePublicInternet(String address) {
        var targets = resolving(Set.of(), address);

        assertThatThrownBy(() -> targets.check(URI.create("https://hooks.example.com/")))
                .hasMessageContaining("hooks.example.com is in a private network");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111"})
    void allowsWhatIs(String address) {
        assertThatCode(() -> resolving(Set.of(), address).check(URI.create("https://hooks.example.com/")))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAHostOfWhichOneAddressIsPrivate() {
        var targets = resolving(Set.of(), "1.1.1.1", "10.0.0.1");

        assertThatThrownBy(() -> targets.check(URI.create("https://hooks.example.com/")))
                .hasMessageContaining("private network");
    }

    @Test
    void allowsAPrivateHostThatTheConfigurationNames() {
        var targets = resolving(Set.of("hooks.corp.example"), "10.0.0.1");

        assertThatCode(() -> targets.check(targets.parse("https://HOOKS.corp.example/x")))
                .doesNotThrowAnyException();
    }

    @Test
    void allowsHttpForThisMachineOnly() {
        var here = resolving(Set.of("127.0.0.1"), "127.0.0.1");
        var there = resolving(Set.of("hooks.corp.example"), "10.0.0.1");

        assertThatCode(() -> here.check(here.parse("http://127.0.0.1:8080/x"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> there.check(there.parse("http://hooks.corp.example/x")))
                .hasMessageContaining("is not this machine, so it needs https");
        assertThatThrownBy(() -> here.parse("http://localhost/x")).hasMessageContaining("Expected a url with https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "/x",
                "ftp://a.example/",
                "file:///etc/passwd",
                "https://",
                "https://user:password@a.example/",
                "https://a.example/#fragment",
                "https://a.example/ x",
                "https:a.example"
            })
    void refusesWhatIsNoAddressOfAReceiver(String url) {
        assertThatThrownBy(() -> new Targets(Set.of()).parse(url))
                .hasMessageContaining("Expected an absolute https url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/"
            })
    void refusesThisMachineInEveryForm(String url) {
        var targets = new Targets(Set.of());

        assertThatThrownBy(() -> targets.check(targets.parse(url)))
                .hasMessageMatching("(?s).*(private network|not known|Expected an absolute https url).*");
    }

    @Test
    void hasTheRealResolverRefuseLocalhost() {
        assertThat(Targets.isPrivate(InetAddress.getLoopbackAddress())).isTrue();
    }
}
