package dev.buildrun.scaffolder.run;

import dev.buildrun.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The forms in which a secret may turn up in a text. Capitals need no forms of their own, since they are not told apart. */
final class SecretForms {
    /** One of a single character would hide half the text. */
    private static final int LEAST_CHARACTERS = 2;

    /** What is shorter than this turns up by chance when it is encoded, and when it is a line of a longer one. */
    private static final int LEAST_ENCODED = 4;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Set<Form> forms = new LinkedHashSet<>();

    private SecretForms() {}

    /**
     * One form.
     *
     * @param before how many characters before it may tell something of the secret, too
     * @param after the same behind it
     */
    record Form(String text, int before, int after) {}

    /** All forms of secrets, without the blanks around them, and of each of their lines. */
    static Collection<Form> of(Collection<String> secrets) {
        var result = new SecretForms();
        for (var secret : secrets) {
            result.add(secret);
            if (secret.strip().indexOf('\n') >= 0) {
                secret.lines()
                        .filter(line -> line.strip().length() >= LEAST_ENCODED)
                        .forEach(result::add);
            }
        }
        return result.forms;
    }

    /** The same for texts that have a secret in them: their lines by themselves need not be secret. */
    static Collection<Form> ofWhole(Collection<String> texts) {
        var result = new SecretForms();
        texts.forEach(result::add);
        return result.forms;
    }

    private void add(String secret) {
        var value = secret.strip();
        if (value.length() < LEAST_CHARACTERS) {
            return;
        }
        plain(value);
        // A few letters have a capital of two.
        plain(value.toUpperCase(Locale.ROOT));
        plain(value.toLowerCase(Locale.ROOT));
        if (value.length() < LEAST_ENCODED) {
            return;
        }
        withoutBlanks(value);
        escaped(value);
        urlEncoded(value);
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        plain(HexFormat.of().formatHex(bytes));
        plain(HexFormat.ofDelimiter(":").formatHex(bytes));
        base64(bytes);
    }

    private void plain(String text) {
        if (text.length() >= LEAST_CHARACTERS) {
            forms.add(new Form(text, 0, 0));
        }
    }

    /** What is left of it in a text that is read without blanks and line breaks, as {@link Hidden} does. */
    private void withoutBlanks(String value) {
        var dense = value.replaceAll("\\s+", "");
        plain(dense);
        plain(dense.replace("\\n", "").replace("\\r", ""));
    }

    private void escaped(String value) {
        var json = Json.write(Json.text(value));
        var inner = json.substring(1, json.length() - 1);
        plain(inner);
        withoutBlanks(inner);
        plain(inner.replace("/", "\\/"));
        plain(ascii(inner));
        plain(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        plain(value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;"));
    }

    private static String ascii(String text) {
        var ascii = new StringBuilder();
        text.chars()
                .forEach(character -> ascii.append(
                        character < 128 ? String.valueOf((char) character) : "\\u%04x".formatted(character)));
        return ascii.toString();
    }

    private void urlEncoded(String value) {
        var form = URLEncoder.encode(value, StandardCharsets.UTF_8);
        plain(form);
        var spaces = form.replace("+", "%20");
        plain(spaces);
        plain(spaces.replace("*", "%2A"));
        // As JavaScript's encodeURIComponent and encodeURI do.
        var component = kept(spaces, "!'()~");
        plain(component);
        plain(kept(component, ";/?:@&=+$,#"));
    }

    private static String kept(String encoded, String characters) {
        var text = encoded;
        for (var index = 0; index < characters.length(); index++) {
            var character = characters.charAt(index);
            text = text.replace("%" + HEX.toHexDigits((byte) character), String.valueOf(character));
        }
        return text;
    }

    /** A secret may begin at each of three places in a group of three bytes; what it shares characters with is not known. */
    private void base64(byte[] bytes) {
        for (var offset = 0; offset < 3; offset++) {
            var shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            var end = shifted.length * 8 / 6;
            var start = offset == 0 ? 0 : offset + 1;
            if (end - start < LEAST_ENCODED) {
                continue;
            }
            var text =
                    Base64.getEncoder().withoutPadding().encodeToString(shifted).substring(start, end);
            var after = shifted.length % 3 == 0 ? 0 : 1;
            var before = offset == 0 ? 0 : 1;
            forms.add(new Form(text, before, after));
            forms.add(new Form(text.replace('+', '-').replace('/', '_'), before, after));
        }
    }

    /** Cuts what is longer into pieces that are forms by themselves. */
    static List<Form> pieces(String text, int size) {
        var pieces = new ArrayList<Form>();
        for (var start = 0; start < text.length(); start += size) {
            pieces.add(new Form(text.substring(start, Math.min(text.length(), start + size)), 0, 0));
        }
        return pieces;
    }

    /** Whether a character may be part of something in Base64. */
    static boolean isBase64(char character) {
        return Arrays.binarySearch(ALPHABET, character) >= 0;
    }

    private static final char[] ALPHABET = alphabet();

    private static char[] alphabet() {
        var characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".toCharArray();
        Arrays.sort(characters);
        return characters;
    }
}
