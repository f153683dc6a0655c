package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
    void hidesASecretInOtherCapitals() {
        assertThat(Redaction.of(List.of("Token")).apply("a TOKEN, a token")).isEqualTo("a ***, a ***");
        assertThat(Redaction.of(List.of("straße-7")).apply("at STRASSE-7")).isEqualTo("at ***");
    }

    @Test
    void hidesASecretThatIsPartOfALongerTextInBase64() {
        var redaction = Redaction.of(List.of("open sesame"));

        for (var before : List.of("", "a", "ab", "abc", "user:")) {
            for (var after : List.of("", "!", "\n", "@host")) {
                var shown = redaction.apply("x " + base64(before + "open sesame" + after) + " y");

                assertThat(shown).startsWith("x ").endsWith(" y").contains("***");
                // What is left are the neighbours' own characters.
                assertThat(shown.length()).isLessThanOrEqualTo("x *** y".length() + 8 + 8);
            }
        }
    }

    @Test
    void hidesPaddingTooSoThatTheLengthIsNotTold() {
        assertThat(Redaction.of(List.of("open sesame")).apply(base64("open sesame")))
                .isEqualTo("***");
        assertThat(Redaction.of(List.of("open sesam")).apply("<" + base64("open sesam") + ">"))
                .isEqualTo("<***>");
    }

    @Test
    void hidesASecretThatIsSplitIntoLines() {
        var redaction = Redaction.of(List.of("open sesame now"));

        assertThat(redaction.apply("key: |\n  open ses\n  ame now\nend")).isEqualTo("key: |\n  ***\nend");
        assertThat(redaction.apply("open\nsesame\r\nnow")).isEqualTo("***");
        assertThat(redaction.apply("b3BlbiBz\nZXNhbWUg\nbm93")).isEqualTo("***");
        assertThat(redaction.apply("\"b3BlbiBz\\nZXNhbWUg\\nbm93\"")).isEqualTo("\"***\"");
    }

    @Test
    void hidesEachLineOfASecretOfSeveral() {
        var key = "-----BEGIN KEY-----\nMIIEvQIBADAN\nBgkqhkiG9w0B\n-----END KEY-----\n";

        var shown = Redaction.of(List.of(key)).apply("found MIIEvQIBADAN and then BgkqhkiG9w0B; " + key);

        assertThat(shown).isEqualTo("found *** and then ***; ***\n");
    }

    @Test
    void leavesWhatOnlyLooksAlike() {
        var redaction = Redaction.of(List.of("open sesame", "correct horse"));
        var text = "Open the sesame seeds, correct the horses.\nopen\n\nses am b3BlbiBz\n";

        assertThat(redaction.apply(text)).isEqualTo(text);
    }

    @Test
    void hidesInNamesAndTextsOfATree() {
        var tree = Json.read("{\"a open sesame\":[\"open sesame\",1,true,null,{\"b\":\"c\"}]}");

        assertThat(Redaction.of(List.of("open sesame")).apply(tree))
                .isEqualTo(Json.read("{\"a ***\":[\"***\",1,true,null,{\"b\":\"c\"}]}"));
    }

    @Test
    void hidesWhatWasMadeOfASecretAsAWholeAndNotItsLines() {
        var redaction = Redaction.of(List.of("sesame"))
                .and(List.of("Dear reader,\nthe digest is 1f3870be"))
                .and(List.of("7c4a8d09ca"));

        assertThat(redaction.apply("Dear reader, 7c4a8d09ca 1f3870be sesame"))
                .isEqualTo("Dear reader, *** 1f3870be ***");
        assertThat(redaction.apply("> Dear reader,\nthe digest is 1f3870be <")).isEqualTo("> *** <");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
