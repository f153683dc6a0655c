package dev.buildrun.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static List<double[]> points(DoubleUnaryOperator value) {
        return IntStream.range(0, 40)
                .mapToObj(second -> new double[] {second, value.applyAsDouble(second)})
                .toList();
    }

    @Test
    void seesALeak() {
        assertThat(Trend.of(points(second -> 100 + second)).isFlat(4)).isFalse();
    }

    @Test
    void forgivesWhatWarmsUpAndThenStays() {
        assertThat(Trend.of(points(second -> Math.min(100, 5 * second))).isFlat(4))
                .isTrue();
    }

    @Test
    void forgivesNoise() {
        assertThat(Trend.of(points(second -> 100 + (second % 2 == 0 ? 8 : -8))).isFlat(4))
                .isTrue();
    }
}
