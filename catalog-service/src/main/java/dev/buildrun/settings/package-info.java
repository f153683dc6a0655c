/**
 * What the portal remembers for a user between two visits: starred entities, theme, language.
 *
 * <p>Only {@link dev.buildrun.settings.UserSettingsStore} writes the table {@code user_settings}. The routes are those of Backstage's
 * user-settings backend; start reading at {@link dev.buildrun.settings.UserSettingsRoutes}.
 */
@NullMarked
package dev.buildrun.settings;

import org.jspecify.annotations.NullMarked;
