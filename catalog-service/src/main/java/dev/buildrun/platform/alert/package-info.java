/**
 * Alerts: received from Alertmanager, routed to the channel of whoever owns the component, acknowledged by its members.
 *
 * <p>Writes {@code alerts} and {@code alert_deliveries}, by {@code AlertStore} and {@code ChannelStore}. Start with
 * {@link dev.buildrun.platform.alert.AlertRoutes}; {@code AlertRouting} decides whom an alert concerns, as a pure function over the catalog, and
 * {@link dev.buildrun.platform.alert.ChannelLoop} tells the channels.
 */
@NullMarked
package dev.buildrun.platform.alert;

import org.jspecify.annotations.NullMarked;
