package dev.buildrun.access;

/** Whether a caller may do something. */
public enum Decision {
    ALLOW,
    DENY
}
