package dev.buildrun.catalog.intake;

import dev.buildrun.catalog.log.ProcessedBody;

/**
 * What processing makes of an entity, known before the entity is stored: it is good, leads to no other, and nothing outside had a part
 * in it.
 *
 * @param resultHash of the outcome
 * @param version of the processors
 */
public record Foreseen(String resultHash, String version, ProcessedBody content) {}
