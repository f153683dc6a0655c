package dev.buildrun.integration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PackAnnouncementTest {
    private static byte[] answer(long objects, int bytesPerLine) {
        var header = ByteBuffer.allocate(20)
                .put("PACK".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt((int) objects)
                .array();
        var answer = ByteBuffer.allocate(500);
        answer.put("0011shallow-info\n00010000000dpackfile\n".getBytes(StandardCharsets.US_ASCII));
        answer.put("0010\2Counting...".getBytes(StandardCharsets.US_ASCII));
        for (var at = 0; at < header.length; at += bytesPerLine) {
            var part = Arrays.copyOfRange(header, at, Math.min(header.length, at + bytesPerLine));
            answer.put("%04x\1".formatted(part.length + 5).getBytes(StandardCharsets.US_ASCII));
            answer.put(part);
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    private static void see(byte[] answer, int bytesAtOnce) {
        var announcement = new PackAnnouncement();
        for (var at = 0; at < answer.length; at += bytesAtOnce) {
            announcement.see(answer, at, Math.min(bytesAtOnce, answer.length - at));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20})
    void refusesAPackOfTooManyObjectsHoweverItIsCut(int bytes) {
        assertThatThrownBy(() -> see(answer(4_000_000_000L, bytes), 500))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("expected at most 1000000 objects at once, found 4000000000");
        assertThatThrownBy(() -> see(answer(4_000_000_000L, bytes), 1)).isInstanceOf(ServiceException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20})
    void letsAnUsualPackPass(int bytes) {
        assertThatCode(() -> see(answer(1_000_000, bytes), 7)).doesNotThrowAnyException();
    }
}
