package dev.buildrun.catalog.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a/*.yaml | /a/b.yaml | true",
                "/a/*.yaml | /a/b/c.yaml | false",
                "/a/*.yaml | /a/.b.yaml | false",
                "/a/.*.yaml | /a/.b.yaml | true",
                "/a/**/c.yaml | /a/c.yaml | true",
                "/a/**/c.yaml | /a/x/y/c.yaml | true",
                "/a/**/c.yaml | /a/.x/c.yaml | false",
                "/a/** | /a/x/y | true",
                "/a/** | /b | false",
                "/a/x** | /a/xy | true",
                "/a/x** | /a/xy/z | false",
                "/a/?.yaml | /a/b.yaml | true",
                "/a/?.yaml | /a/bb.yaml | false",
                "/a/[a-c].yaml | /a/b.yaml | true",
                "/a/[!a-c].yaml | /a/b.yaml | false",
                "/a/[!a-c].yaml | /a/d.yaml | true",
                "/a/{b,c*}.yaml | /a/cd.yaml | true",
                "/a/{b,c}.yaml | /a/d.yaml | false",
                "/a/(b).yaml | /a/(b).yaml | true",
                "/a/b+.yaml | /a/bb.yaml | false",
                "/a/[b | /a/[b | true",
                "/a/\\*.yaml | /a/*.yaml | true",
                "/a/\\*.yaml | /a/b.yaml | false",
                "/A/*.yaml | /a/b.yaml | false",
            })
    void matchesPathsAsShellsDo(String pattern, String path, boolean matches) {
        assertThat(Glob.ofPath(pattern).matches(path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://github.com/org/** | https://GitHub.com/ORG/repo/blob/main/.x/c.yaml | true",
                "https://github.com/org/*/blob/main/*.yaml | https://github.com/org/r/blob/main/c.yaml | true",
                "https://github.com/org/*/blob/main/*.yaml | https://github.com/org/r/blob/main/x/c.yaml | false",
                "https://github.com/org/* | https://github.com.evil/org/x | false",
            })
    void matchesTargetsInAnyCaseAndWithDots(String pattern, String target, boolean matches) {
        assertThat(Glob.ofTarget(pattern).matches(target)).isEqualTo(matches);
    }

    @Test
    void knowsAPatternFromAPath() {
        assertThat(Glob.isPattern("/a/b.yaml")).isFalse();
        assertThat(Glob.isPattern("/a/*.yaml")).isTrue();
    }

    @Test
    void isDoneSoonWhateverItIsAsked() {
        var glob = Glob.ofTarget("**/" + "*a".repeat(20) + "b/**/**/**/**/c");

        Assertions.assertTimeout(
                Duration.ofSeconds(10),
                () -> assertThat(glob.matches("/a".repeat(999))).isFalse());
    }
}
