/**
 * How secrets are kept in the database: encrypted with the key of the installation, and bound to the row that they belong to.
 *
 * <p>Used by the stores of tasks and webhooks. Writes no table; the key comes from the configuration or from a file that it makes.
 */
@NullMarked
package dev.buildrun.seal;

import org.jspecify.annotations.NullMarked;
