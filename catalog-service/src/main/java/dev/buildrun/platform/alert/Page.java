package dev.buildrun.platform.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert of a component, as rule BR-31 asks for it.
 *
 * @param to who was on call for it; null where nobody was known
 * @param toOwner whether the owner was told, and was on call by its own schedule or that of a group above it
 */
public record Page(Instant at, @Nullable String to, boolean toOwner) {}
