package dev.buildrun.scaffolder.remote;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.action.Compensation;
import dev.buildrun.scaffolder.action.EffectLedger.Entry;
import dev.buildrun.scaffolder.action.StepInfo;
import dev.buildrun.scaffolder.action.Undone;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes back what a run at a worker has done, where the worker says that it can; otherwise it is left over and told exactly. */
record RemoteCompensation(String id, WorkerClient client, Offers offers) implements Compensation {
    private static final int LONGEST_TEXT = 500;
    private static final int NOT_FOUND = 404;

    /** A kind of its own for each action, since each is taken back by its own worker. */
    static String kind(String id) {
        return "remote-action:" + id;
    }

    /** {@code {stepId, instance}} */
    static ObjectNode detail(StepInfo step, RemoteDescription offer) {
        return Json.object().put("stepId", step.stepId()).put("instance", offer.instance());
    }

    @Override
    public String effectKind() {
        return kind(id);
    }

    @Override
    public Undone undo(Undoing undoing) throws InterruptedException {
        var entry = undoing.entry();
        var offer = offers.get(id);
        if (!offer.compensates()) {
            return left(entry, "its worker does not say how to take it back");
        }
        try {
            return undone(entry, client.compensate(entry.effect().key(), request(undoing)));
        } catch (WorkerException exception) {
            if (exception.status() == NOT_FOUND) {
                return unknown(entry, offer);
            }
            throw ServiceException.of(
                    ErrorKind.SERVICE_UNAVAILABLE,
                    "The worker at " + client.worker().url() + " can't take back what " + id + " has done: "
                            + exception.getMessage(),
                    exception);
        }
    }

    private ObjectNode request(Undoing undoing) {
        var entry = undoing.entry();
        return Json.object()
                .put("action", id)
                .put("outcome", outcome(entry))
                .put("taskId", undoing.taskId())
                .put("stepId", entry.detail().path("stepId").asString(""))
                .put("actor", undoing.actor());
    }

    /** What the ledger knows of the run's end. */
    private static String outcome(Entry entry) {
        var result = entry.result();
        return result == null ? "unknown" : result.path("outcome").asString("unknown");
    }

    private Undone undone(Entry entry, JsonNode answer) {
        var what = text(answer, "what", what(entry));
        return switch (answer.path("outcome").asString("")) {
            case "removed" -> new Undone.Removed(what);
            case "nothing" -> new Undone.NothingThere(what);
            case "left" ->
                new Undone.LeftOver(
                        what,
                        text(answer, "where", where(entry)),
                        text(answer, "why", "its worker gives no reason"),
                        text(answer, "remedy", remedy(entry)));
            default ->
                throw ServiceException.of(
                        ErrorKind.SERVICE_UNAVAILABLE,
                        "Expected the worker at " + client.worker().url()
                                + " to answer with the outcome removed, nothing or left");
        };
    }

    private static String text(JsonNode answer, String name, String otherwise) {
        var text = answer.path(name).asString("");
        return text.isBlank() ? otherwise : text.substring(0, Math.min(text.length(), LONGEST_TEXT));
    }

    /** A run that was only intended, and that the same start of the worker does not know, has never come to it. */
    private Undone unknown(Entry entry, RemoteDescription offer) {
        var isSameStart = entry.detail().path("instance").asString("").equals(offer.instance());
        return entry.result() == null && isSameStart
                ? new Undone.NothingThere(what(entry))
                : left(entry, "its worker does not know the run any more");
    }

    private Undone left(Entry entry, String why) {
        return new Undone.LeftOver(what(entry), where(entry), why, remedy(entry));
    }

    private String what(Entry entry) {
        return "what " + id + " has done in the step "
                + entry.detail().path("stepId").asString("") + " (" + outcome(entry) + ")";
    }

    private String where(Entry entry) {
        return client.worker().url() + "/v1/runs/" + entry.effect().key();
    }

    private String remedy(Entry entry) {
        return "look what the run " + entry.effect().key()
                + " has done, and take it back with the tool that belongs to it";
    }
}
