package dev.buildrun.scaffolder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.testing.CpuTime;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random secrets in every form and any surroundings, from fixed seeds. */
final class RedactionPropertiesTest {
    private static final String WORDS =
            "the build of web is done, see https://example.com/a?b=c&d=e #12 {\"x\": [1, 2]} ";
    private static final String ALPHABET =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~!*'();:@&=+$,/?#[] %\"\\<>|äß€𝄞";
    /** This many characters in a row of what a form is made of would be recognised. */
    private static final int RECOGNISABLE = 6;

    @Test
    void nothingRecognisableIsLeftOfAnyForm() {
        for (var seed = 0; seed < 400; seed++) {
            var random = new Random(seed);
            var secret = secret(random);
            var redaction = Redaction.of(List.of(secret, "another secret of the same task"));

            for (var form : forms(secret, random)) {
                var before = words(random);
                var after = words(random);

                var shown = redaction.apply(before + form + after);

                assertThat(shown)
                        .as("seed %d, form %s", seed, form)
                        .startsWith(before)
                        .endsWith(after);
                var left = shown.substring(before.length(), shown.length() - after.length());
                assertThat(left).as("seed %d, form %s", seed, form).contains("***");
                assertNothingOf(form, left.replace("***", "\u0000"), seed);
            }
        }
    }

    private static void assertNothingOf(String form, String left, int seed) {
        for (var start = 0; start + RECOGNISABLE <= form.length(); start++) {
            assertThat(left)
                    .as("seed %d, form %s", seed, form)
                    .doesNotContainIgnoringCase(form.substring(start, start + RECOGNISABLE));
        }
    }

    @Test
    void ordinaryTextIsUnchanged() {
        for (var seed = 0; seed < 400; seed++) {
            var random = new Random(seed);
            var secrets = List.of(secret(random), secret(random));
            var text = new StringBuilder();
            for (var line = 0; line < 20; line++) {
                text.append(words(random)).append(random.nextBoolean() ? "\n" : "  ");
            }

            assertThat(Redaction.of(secrets).apply(text.toString())).isEqualTo(text.toString());
        }
    }

    @Test
    void aSecretIsFoundWhereverTwoLinesCutIt() {
        for (var seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var secret = secret(random).strip();
            var form = forms(secret, random).get(random.nextInt(3));
            var shown = new ArrayList<String>();
            var lines = new LineStream(Redaction.of(List.of(secret)), shown::add);
            var text = words(random) + form + words(random);

            for (var start = 0; start < text.length(); ) {
                var end = Math.min(text.length(), start + 1 + random.nextInt(form.length()));
                lines.add("", text.substring(start, end));
                start = end;
            }
            lines.flush();

            // The first few characters may have gone out before it was clear what they were.
            assertNothingOf(form, String.join("", shown).replace("***", ""), seed);
        }
    }

    @Test
    void linesComeOutInOrderAndWholeWhereNothingIsSecret() {
        for (var seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var shown = new ArrayList<String>();
            var lines = new LineStream(Redaction.of(List.of("the builder's key", "donkey")), shown::add);
            var written = new ArrayList<String>();
            for (var line = 0; line < 50; line++) {
                written.add(words(random));
                lines.add("", written.getLast());
            }
            lines.flush();

            assertThat(shown).isEqualTo(written);
        }
    }

    /** With work that grows with the product of both, this would take minutes. */
    @Test
    void aLargeTextTakesOnePassHoweverManySecretsThereAre() throws Exception {
        var random = new Random(1);
        var secrets = new ArrayList<String>();
        for (var index = 0; index < 200; index++) {
            secrets.add("a".repeat(50) + secret(random));
        }
        var redaction = Redaction.of(secrets);
        var text = "a".repeat(1_000_000) + "   ".repeat(300_000) + "\n".repeat(300_000);

        var shown = CpuTime.within(Duration.ofSeconds(5), () -> redaction.apply(text));

        assertThat(shown).isEqualTo(text);
    }

    private static List<String> forms(String secret, Random random) {
        var value = secret.strip();
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        var prefix = "ab".repeat(2).substring(0, random.nextInt(4));
        var neighbours = (prefix + value + "z".repeat(random.nextInt(4))).getBytes(StandardCharsets.UTF_8);
        var json = Json.write(Json.text(value));
        return List.of(
                value,
                HexFormat.of().formatHex(bytes),
                URLEncoder.encode(value, StandardCharsets.UTF_8),
                URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"),
                value.toUpperCase(Locale.ROOT),
                value.toLowerCase(Locale.ROOT),
                HexFormat.of().withUpperCase().formatHex(bytes),
                json.substring(1, json.length() - 1),
                core(Base64.getEncoder().encodeToString(neighbours), prefix, bytes.length),
                core(Base64.getUrlEncoder().encodeToString(neighbours), prefix, bytes.length),
                core(Base64.getEncoder().withoutPadding().encodeToString(bytes), "", bytes.length),
                Base64.getMimeEncoder(20, "\n".getBytes(StandardCharsets.UTF_8)).encodeToString(bytes),
                splitIntoLines(value, random));
    }

    /** Only what tells something of the secret: the neighbours' own characters are nobody's business here. */
    private static String core(String base64, String prefix, int length) {
        var from = prefix.length() * 8 / 6;
        var to = Math.min(base64.length(), ((prefix.length() + length) * 8 + 5) / 6);
        return base64.substring(from, to);
    }

    private static String splitIntoLines(String value, Random random) {
        var split = new StringBuilder();
        for (var index = 0; index < value.length(); index++) {
            split.append(value.charAt(index));
            if (random.nextInt(5) == 0 && index < value.length() - 1 && value.charAt(index) != '\\') {
                split.append(random.nextBoolean() ? "\n" : "\r\n    ");
            }
        }
        return split.toString();
    }

    private static String secret(Random random) {
        var length = 12 + random.nextInt(40);
        var secret = new StringBuilder();
        while (secret.length() < length) {
            var point = ALPHABET.codePointAt(
                    ALPHABET.offsetByCodePoints(0, random.nextInt(ALPHABET.codePointCount(0, ALPHABET.length()))));
            secret.appendCodePoint(point);
        }
        return secret.toString();
    }

    private static String words(Random random) {
        var words = WORDS.split(" ", -1);
        var text = new StringBuilder(" ");
        for (var count = random.nextInt(6); count >= 0; count--) {
            text.append(words[random.nextInt(words.length)]).append(' ');
        }
        return text.toString();
    }
}
