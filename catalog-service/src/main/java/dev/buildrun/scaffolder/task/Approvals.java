package dev.buildrun.scaffolder.task;

import dev.buildrun.audit.AuditEntry;
import dev.buildrun.audit.AuditStore;
import dev.buildrun.database.Database;
import dev.buildrun.database.Tx;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decisions that tasks wait for: who may take them, and taking them, once. */
public final class Approvals {
    private static final int PAGE = 200;
    private static final int MOST_LISTED = 500;

    private final Database database;
    private final WaitStore store = new WaitStore();
    private final TaskStore tasks = new TaskStore();
    private final AuditStore audit = new AuditStore();
    private final Owners owners;
    private final Clock clock;

    public Approvals(Database database, Owners owners, Clock clock) {
        this.database = database;
        this.owners = owners;
        this.clock = clock;
    }

    /** Who owns what. */
    public interface Owners {
        /** Full references of the entity's owners; none where there is no such entity. */
        List<String> of(String entityRef);
    }

    /**
     * Somebody who decides.
     *
     * @param refs the user and the groups that the user acts for
     */
    public record Approver(String user, List<String> refs) {}

    /**
     * An approval with the task that waits for it.
     *
     * @param deciders all who are asked, the owners included
     */
    public record Request(Wait awaited, Wait.Approval approval, Task task, List<String> deciders) {
        /** Whether this one is asked. */
        public boolean names(Approver approver) {
            return approver.refs().stream().anyMatch(deciders::contains);
        }

        /** Whether this one started the task, and so may not approve. */
        public boolean isOwn(Approver approver) {
            return !approval.selfApproval() && approver.user().equals(task.createdBy());
        }
    }

    /** What waits for somebody, the oldest first, {@value #MOST_LISTED} at most. */
    public List<Request> waitingFor(Approver approver) {
        var found = new ArrayList<Request>();
        Wait last = null;
        do {
            var after = last;
            var page = database.inTransaction(tx -> store.openApprovals(tx, after, PAGE).stream()
                    .map(wait -> request(tx, wait))
                    .toList());
            page.stream().filter(request -> request.names(approver)).forEach(found::add);
            last = page.size() < PAGE ? null : page.getLast().awaited();
        } while (last != null && found.size() < MOST_LISTED);
        return found.subList(0, Math.min(found.size(), MOST_LISTED));
    }

    /**
     * One approval, whatever became of it.
     *
     * @throws ServiceException of kind NOT_FOUND
     */
    public Request get(String id) {
        return database.inTransaction(tx -> find(tx, id));
    }

    /** What is said of one that is not there, or not for the caller. */
    public static ServiceException unknown(String id) {
        return ServiceException.notFound("No approval with id '" + id + "' found");
    }

    /**
     * Decides. The decision, the task that goes on and the entry in the audit are one transaction.
     *
     * @throws ServiceException of kind NOT_FOUND; NOT_ALLOWED for one who is not asked, or who started the task; CONFLICT when it is decided
     */
    public Request decide(String id, Approver approver, boolean approves, @Nullable String comment) {
        var problem = database.inTransaction(tx -> {
            var taskId = find(tx, id).awaited().taskId();
            tasks.lockForCaller(tx, taskId);
            return decide(tx, find(tx, id), approver, approves, comment);
        });
        if (problem.isPresent()) {
            throw problem.get();
        }
        return get(id);
    }

    private Optional<ServiceException> decide(
            Tx tx, Request request, Approver approver, boolean approves, @Nullable String comment) {
        var wait = request.awaited();
        var problem = problem(request, approver, approves);
        var now = clock.instant();
        if (problem.isEmpty()) {
            var status = approves ? Wait.Status.APPROVED : Wait.Status.DENIED;
            store.settle(tx, wait.id(), new Wait.Outcome(status, now, approver.user(), comment, null));
            store.resume(tx, wait.taskId());
        }
        audit.write(
                tx,
                new AuditEntry(
                        now,
                        approver.user(),
                        approves ? "approval.approve" : "approval.deny",
                        wait.what(),
                        problem.map(Approvals::outcome).orElse(AuditEntry.Outcome.SUCCEEDED),
                        problem.map(ServiceException::getMessage).orElse(comment)));
        return problem;
    }

    private static AuditEntry.Outcome outcome(ServiceException problem) {
        return problem.kind() == ErrorKind.NOT_ALLOWED ? AuditEntry.Outcome.REFUSED : AuditEntry.Outcome.FAILED;
    }

    private Optional<ServiceException> problem(Request request, Approver approver, boolean approves) {
        var wait = request.awaited();
        if (!request.names(approver)) {
            return Optional.of(ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    approver.user() + " may not decide this, expected " + described(request.approval())));
        }
        if (approves && request.isOwn(approver)) {
            return Optional.of(ServiceException.of(
                    ErrorKind.NOT_ALLOWED,
                    approver.user() + " has started the task and may not approve it; the step may allow that with"
                            + " 'allowSelfApproval'"));
        }
        var outcome = wait.outcome();
        if (outcome != null) {
            return Optional.of(ServiceException.conflict("The approval " + wait.id() + " is "
                    + outcome.status().wireName() + (outcome.by() == null ? "" : " by " + outcome.by()) + " since "
                    + outcome.at()));
        }
        if (!clock.instant().isBefore(wait.expiresAt())) {
            return Optional.of(
                    ServiceException.conflict("The approval " + wait.id() + " has expired at " + wait.expiresAt()));
        }
        return Optional.empty();
    }

    private Request find(Tx tx, String id) {
        return TaskLookup.uuid(id)
                .flatMap(uuid -> store.find(tx, uuid))
                .filter(wait -> wait.ask() instanceof Wait.Approval)
                .map(wait -> request(tx, wait))
                .orElseThrow(() -> unknown(id));
    }

    private Request request(Tx tx, Wait wait) {
        if (!(wait.ask() instanceof Wait.Approval approval)) {
            throw new IllegalStateException("Expected an approval, found " + wait);
        }
        return new Request(wait, approval, tasks.find(tx, wait.taskId()).orElseThrow(), deciders(approval));
    }

    private List<String> deciders(Wait.Approval approval) {
        return Stream.concat(
                        approval.approvers().stream(),
                        approval.ownersOf().stream().flatMap(ref -> owners.of(ref).stream()))
                .distinct()
                .toList();
    }

    /** Who is asked, in a few words. */
    static String described(Wait.Approval approval) {
        return String.join(
                ", ",
                Stream.concat(
                                approval.approvers().stream(),
                                approval.ownersOf().stream().map(ref -> "the owner of " + ref))
                        .toList());
    }
}
