package dev.buildrun.catalog.log;

import java.util.UUID;

/** A good result, and the entity whose it is. */
public record ProcessedEntity(UUID uid, String ref, ProcessedBody content) {}
