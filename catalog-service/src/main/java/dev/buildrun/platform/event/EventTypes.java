package dev.buildrun.platform.event;

/** The types of events that people are told of. */
public final class EventTypes {
    /** To the platform team. */
    public static final String WAIVER_REQUESTED = "waiver.requested";

    public static final String WAIVER_APPROVED = "waiver.approved";
    public static final String WAIVER_DENIED = "waiver.denied";
    public static final String WAIVER_REMINDER = "waiver.reminder";
    public static final String WAIVER_LAPSED = "waiver.lapsed";
    public static final String CONTRACT_DEPRECATED = "contract.deprecated";

    /** To everybody. */
    public static final String CONTRACT_PUBLISHED = "contract.published";

    /** To the platform team. */
    public static final String CONTRACT_REFUSED = "contract.refused";

    public static final String BREAK_GLASS_OPENED = "break-glass.opened";
    public static final String BREAK_GLASS_ENDED = "break-glass.ended";

    /** What types of all steps of a transfer begin with. */
    public static final String TRANSFER = "transfer.";

    /** To the team that is to have it. */
    public static final String TRANSFER_PROPOSED = "transfer.proposed";

    /** To the platform team. */
    public static final String PROMOTION_CANDIDATE = "promotion.candidate";

    private EventTypes() {}
}
