package dev.buildrun.access;

/** Whether a caller may do something: yes, no, or with the resources that conditions hold for. */
public sealed interface Decision {
    Decision ALLOW = Definite.ALLOW;
    Decision DENY = Definite.DENY;

    /** One that needs no look at any resource. */
    enum Definite implements Decision {
        ALLOW,
        DENY
    }

    /** One that depends on the resource, for instance on who owns it. */
    record Conditional(Criteria criteria) implements Decision {}
}
