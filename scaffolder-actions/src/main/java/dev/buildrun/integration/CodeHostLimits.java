package dev.buildrun.integration;

/**
 * How much reading from code hosts may take, beside {@link ReadLimits}.
 *
 * @param maxRequests exchanges with one host at the same time, in this process
 * @param maxFetchBytes what one fetch may bring; where a host can leave files out, that is what is asked for, else a whole commit
 * @param cacheBytes what is kept on the disk of what was fetched
 */
public record CodeHostLimits(int maxRequests, long maxFetchBytes, long cacheBytes) {
    public static final CodeHostLimits USUAL = new CodeHostLimits(8, 256L << 20, 2L << 30);
}
