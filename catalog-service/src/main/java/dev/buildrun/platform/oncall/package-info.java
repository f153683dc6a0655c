/**
 * Who is on call: the address of a schedule, or a simple rotation that stands in the Group itself.
 *
 * <p>Pure functions over entities and a moment. {@link dev.buildrun.platform.oncall.Rotation} says whose turn it is,
 * {@link dev.buildrun.platform.oncall.RotationText} reads it from an annotation, {@link dev.buildrun.platform.oncall.OnCall} finds the one that
 * answers for an entity: its own, its owner's, or that of a group above.
 */
@NullMarked
package dev.buildrun.platform.oncall;

import org.jspecify.annotations.NullMarked;
