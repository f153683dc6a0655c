package dev.buildrun.catalog.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySortTest {
    private static final int COUNT = 4_000;

    /** Keys that have much in common, some of which another begins with, and bytes of any sign. */
    private static byte[][] keys(Random random) {
        var keys = new HashSet<ByteBuffer>();
        while (keys.size() < COUNT) {
            var key = new byte[random.nextInt(24)];
            Arrays.fill(key, (byte) 'x');
            for (var i = random.nextInt(6); i > 0 && key.length > 0; i--) {
                key[random.nextInt(key.length)] = (byte) (random.nextInt(5) - 2);
            }
            keys.add(ByteBuffer.wrap(key));
        }
        return keys.stream().map(ByteBuffer::array).toArray(byte[][]::new);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sortsAsComparingUnsignedBytesDoes(long seed) {
        var keys = keys(new Random(seed));
        var items = Arrays.stream(keys)
                .map(key -> new CollectedValues.Collected(key, new Slots(0)))
                .toArray(CollectedValues.Collected[]::new);

        KeySort.sort(items);

        Arrays.sort(keys, Arrays::compareUnsigned);
        assertThat(Arrays.stream(items).map(CollectedValues.Collected::key)).containsExactly(keys);
    }
}
