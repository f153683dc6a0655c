package dev.buildrun.deploy.soak;

import java.util.List;

/**
 * A line through the second half of a series, when whatever warms up has done so.
 *
 * @param mean of the second half
 * @param growth what the line gains over the whole time of the second half
 */
record Trend(double mean, double growth) {
    /** What may be gained over the second half: a tenth of the mean, and a little where there is little. */
    private static final double SHARE = 0.10;

    static Trend of(List<double[]> points) {
        var half = points.subList(points.size() / 2, points.size());
        var n = half.size();
        var meanX = half.stream().mapToDouble(point -> point[0]).average().orElse(0);
        var meanY = half.stream().mapToDouble(point -> point[1]).average().orElse(0);
        var covariance = half.stream()
                .mapToDouble(point -> (point[0] - meanX) * (point[1] - meanY))
                .sum();
        var variance = half.stream()
                .mapToDouble(point -> (point[0] - meanX) * (point[0] - meanX))
                .sum();
        var slope = variance == 0 ? 0 : covariance / variance;
        return new Trend(meanY, n < 2 ? 0 : slope * (half.getLast()[0] - half.getFirst()[0]));
    }

    /** @param least what may be gained however small the mean is */
    boolean isFlat(double least) {
        return growth <= Math.max(least, mean * SHARE);
    }
}
