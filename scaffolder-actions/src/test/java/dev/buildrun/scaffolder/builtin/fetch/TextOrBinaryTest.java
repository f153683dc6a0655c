package dev.buildrun.scaffolder.builtin.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TextOrBinaryTest {
    @Test
    void takesTextForText() {
        assertThat(TextOrBinary.isBinary(bytes(""))).isFalse();
        assertThat(TextOrBinary.isBinary(bytes("plain\r\n\ttext"))).isFalse();
        assertThat(TextOrBinary.isBinary(bytes("häßlich 漢字 🙂".repeat(20)))).isFalse();
        assertThat(TextOrBinary.isBinary(bytes("\ufeffwith a mark"))).isFalse();
        assertThat(TextOrBinary.isBinary("with a mark".getBytes(StandardCharsets.UTF_16)))
                .isFalse();
    }

    @Test
    void takesBinariesForBinaries() {
        assertThat(TextOrBinary.isBinary(bytes("zero\0"))).isTrue();
        assertThat(TextOrBinary.isBinary(bytes("%PDF-1.7 text"))).isTrue();
        assertThat(TextOrBinary.isBinary(new byte[] {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3, 4}))
                .isTrue();
    }

    @Test
    void toleratesATenthOfOddBytes() {
        assertThat(TextOrBinary.isBinary(latin("é" + "e".repeat(9)))).isFalse();
        assertThat(TextOrBinary.isBinary(latin("éé" + "e".repeat(9)))).isTrue();
    }

    @Test
    void looksOnlyAtTheBeginning() {
        assertThat(TextOrBinary.isBinary(bytes("x".repeat(512) + "\0"))).isFalse();
        assertThat(TextOrBinary.isBinary(bytes("x".repeat(511) + "\0"))).isTrue();
    }

    @Test
    void givesNoTextWhereTheRestIsNotUtf8() {
        assertThat(TextOrBinary.text(latin("x".repeat(512) + "é"))).isEmpty();
        assertThat(TextOrBinary.text(bytes("x".repeat(511) + "é"))).contains("x".repeat(511) + "é");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
