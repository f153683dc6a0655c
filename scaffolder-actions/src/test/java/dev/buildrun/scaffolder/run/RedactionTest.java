package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RedactionTest {
    @Test
    void replacesEveryOccurrence() {
        assertThat(Redaction.of(List.of("token")).apply("token, a token and tokens"))
                .isEqualTo("***, a *** and ***s");
    }

    @Test
    void mergesOccurrencesThatOverlap() {
        assertThat(Redaction.of(List.of("abc", "cde", "bcd")).apply("xabcdex")).isEqualTo("x***x");
        assertThat(Redaction.of(List.of("aa")).apply("aaaa!")).isEqualTo("***!");
    }

    @Test
    void hidesALongSecretThatBeginsLikeAShortOne() {
        assertThat(Redaction.of(List.of("abc", "abcdef")).apply("abcdef")).isEqualTo("***");
    }

    @Test
    void ignoresBlanksAroundASecretAndSecretsOfOneCharacter() {
        assertThat(Redaction.of(List.of("  token \n", "x", " ", "")).apply("x token x"))
                .isEqualTo("x *** x");
    }

    @Test
    void tellsCapitalsApart() {
        assertThat(Redaction.of(List.of("Token")).apply("token")).isEqualTo("token");
    }
}
