/**
 * Permissions as data: a policy in YAML, whose rules are tried in their order.
 *
 * <p>{@link dev.buildrun.access.policy.Policy#read} reads one and finds everything that is wrong with it; {@code Policy} is then what
 * {@link dev.buildrun.access.PermissionPolicy} asks. {@link dev.buildrun.access.policy.PolicyCases} tries a policy against cases. What a rule
 * says of single entities becomes {@link dev.buildrun.access.Criteria}, so lists are filtered by the index. Nothing here blocks once it is
 * read. Start reading at {@code Policy}; docs/ACCESS.md shows the format.
 */
@NullMarked
package dev.buildrun.access.policy;

import org.jspecify.annotations.NullMarked;
