/**
 * The contracts of Buildrun: the JSON Schemas of the entity kinds, and what breaks them, told in the words of ajv.
 *
 * <p>Everybody may use it; it knows nothing of the rest of the project. Start reading at {@link dev.buildrun.api.Schemas}. The
 * schemas themselves are resources under {@code schema/}. Their keywords stand in the order in which ajv looks at them (type,
 * required, additionalProperties, properties), because where an entity breaks several rules the first one is reported.
 */
@NullMarked
package dev.buildrun.api;

import org.jspecify.annotations.NullMarked;
