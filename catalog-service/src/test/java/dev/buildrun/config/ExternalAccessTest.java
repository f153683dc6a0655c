package dev.buildrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.access.AccessConfig.ExternalToken;
import dev.buildrun.json.Yaml;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalAccessTest {
    @TempDir
    Path directory;

    private List<ExternalToken> read(String entry) {
        var config = Config.of(Yaml.read("backend: {auth: {externalAccess: [" + entry + "]}}"));
        return ServiceConfig.of(config, null, directory, directory).access().externalTokens();
    }

    @Test
    void readsAStaticTokenAndWhereItIsGood() {
        var tokens = read(
                "{type: static, options: {token: long-enough, subject: ci}, accessRestrictions: [{plugin: catalog}]}");

        assertThat(tokens).containsExactly(new ExternalToken("long-enough", "ci", List.of("catalog")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"permission: catalog.entity.read", "permissionAttribute: {action: read}"})
    void refusesARestrictionThatItWouldNotEnforce(String restriction) {
        var entry = "{type: static, options: {token: long-enough, subject: ci}, accessRestrictions: [{plugin: catalog, "
                + restriction + "}]}";

        assertThatThrownBy(() -> read(entry))
                .hasMessageStartingWith("backend.auth.externalAccess[0].accessRestrictions[0].permission")
                .hasMessageContaining("expected a restriction to a plugin only");
    }

    @Test
    void refusesATypeThatItDoesNotHave() {
        assertThatThrownBy(() -> read("{type: jwks, options: {url: 'https://example.org/keys'}}"))
                .hasMessageStartingWith("backend.auth.externalAccess[0].type: expected static");
    }
}
