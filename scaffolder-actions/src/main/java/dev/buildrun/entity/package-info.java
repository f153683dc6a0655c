/**
 * The name of an entity, which both the catalog and the scaffolder speak.
 *
 * <p>Everybody may use it. It holds no state and knows nothing but text.
 */
@NullMarked
package dev.buildrun.entity;

import org.jspecify.annotations.NullMarked;
