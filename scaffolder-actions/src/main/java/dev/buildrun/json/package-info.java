/**
 * Reading and writing JSON and YAML, with every size and depth bounded.
 *
 * <p>Everybody may use it. {@link dev.buildrun.json.Json} holds the one mapper of the project; {@link dev.buildrun.json.Yaml}
 * reads YAML 1.2 (core schema, as Backstage's {@code yaml} library does) into the same tree.
 */
@NullMarked
package dev.buildrun.json;

import org.jspecify.annotations.NullMarked;
