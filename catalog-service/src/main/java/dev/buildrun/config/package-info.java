/**
 * Reads {@code app-config.yaml} in Backstage's format and composes the sections of the features.
 *
 * <p>{@link dev.buildrun.config.ConfigFile} reads and overlays files; {@link dev.buildrun.config.Config} gives typed access and names
 * the path of whatever is wrong as the user wrote it; {@link dev.buildrun.config.ServiceConfig} builds each feature's own record. Only
 * {@code Main} calls this package; features never import it.
 */
@NullMarked
package dev.buildrun.config;

import org.jspecify.annotations.NullMarked;
