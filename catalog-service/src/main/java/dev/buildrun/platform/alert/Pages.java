package dev.buildrun.platform.alert;

/**
 * Alerts of a component in some time, as rule BR-31 asks.
 *
 * @param toOwnersSchedule of how many the owner was told, and was on call by its own schedule or that of a group above it
 */
public record Pages(int all, int toOwnersSchedule) {}
