/**
 * Rules as expressions in CEL, the Common Expression Language: what they may say, and what they cost at most.
 *
 * <p>{@link dev.buildrun.platform.rule.Expressions} compiles a text once and keeps it; {@link dev.buildrun.platform.rule.Expression#check}
 * answers with a {@link dev.buildrun.platform.rule.Verdict}, and never with an exception: what can't be worked out is unknown, with the
 * reason. Nothing here reads anything from outside. Start reading at {@code Expressions}.
 */
@NullMarked
package dev.buildrun.platform.rule;

import org.jspecify.annotations.NullMarked;
