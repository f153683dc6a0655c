package dev.buildrun.access.elsewhere;

import dev.buildrun.access.Decision;
import dev.buildrun.access.Mandate;
import dev.buildrun.access.Permission;
import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Joins what is asked for the same user at the same time: whoever asks while an answer is on its way goes into the next question, together with
 * all others who came meanwhile. So no answer is older than the question, and who comes alone does not wait.
 */
final class JointQuestions {
    static final int MOST_AT_ONCE = 100;
    private static final int MOST_WAITING = 200;

    private final Backend backend;
    private final Map<Subject, Line> lines = new ConcurrentHashMap<>();

    JointQuestions(Backend backend) {
        this.backend = backend;
    }

    /** Answers several at once, in their order. */
    @FunctionalInterface
    interface Backend {
        List<Decision> authorize(Mandate mandate, String plugin, List<Permission> permissions);
    }

    /** Whom is asked about, and who asks. */
    private record Subject(String token, String plugin) {
        @Override
        public String toString() {
            return "Subject[" + plugin + "]";
        }
    }

    /** What one thread waits for; written under the lock of the line. */
    private static final class Ticket {
        private final Set<Permission> permissions;
        private Map<Permission, Decision> decisions = Map.of();
        private @Nullable RuntimeException failure;
        private boolean isDone;

        private Ticket(Set<Permission> permissions) {
            this.permissions = permissions;
        }
    }

    /** Those who ask about one user. */
    private static final class Line {
        private final ReentrantLock lock = new ReentrantLock();
        private final List<Ticket> waiting = new ArrayList<>();
        /** How many hold on to the line; changed only within the map of lines. */
        private int users;

        synchronized void join(Ticket ticket) {
            if (waiting.size() >= MOST_WAITING) {
                throw ServiceException.of(ErrorKind.SERVICE_UNAVAILABLE, "Too many requests at once, try again later");
            }
            waiting.add(ticket);
        }

        synchronized int size() {
            return waiting.size();
        }

        /** The oldest ones; at least one where there are any, however much it asks. */
        synchronized List<Ticket> next() {
            var tickets = new ArrayList<Ticket>();
            var questions = 0;
            while (!waiting.isEmpty()
                    && (tickets.isEmpty()
                            || questions + waiting.getFirst().permissions.size() <= MOST_AT_ONCE)) {
                questions += waiting.getFirst().permissions.size();
                tickets.add(waiting.removeFirst());
            }
            return tickets;
        }
    }

    /** A decision for each. */
    Map<Permission, Decision> ask(Mandate mandate, String plugin, Set<Permission> permissions) {
        var subject = new Subject(mandate.token(), plugin);
        var line = Objects.requireNonNull(lines.compute(subject, (_, known) -> {
            var joined = known == null ? new Line() : known;
            joined.users++;
            return joined;
        }));
        try {
            var ticket = new Ticket(permissions);
            line.join(ticket);
            return await(line, ticket, mandate, plugin);
        } finally {
            lines.computeIfPresent(subject, (_, known) -> --known.users == 0 ? null : known);
        }
    }

    private Map<Permission, Decision> await(Line line, Ticket ticket, Mandate mandate, String plugin) {
        line.lock.lock();
        try {
            while (!ticket.isDone) {
                answer(line.next(), mandate, plugin);
            }
        } finally {
            line.lock.unlock();
        }
        if (ticket.failure != null) {
            throw ticket.failure;
        }
        return ticket.decisions;
    }

    private void answer(List<Ticket> tickets, Mandate mandate, String plugin) {
        var permissions = new LinkedHashSet<Permission>();
        tickets.forEach(ticket -> permissions.addAll(ticket.permissions));
        Map<Permission, Decision> decisions = new HashMap<>();
        @Nullable RuntimeException failure = null;
        try {
            var list = List.copyOf(permissions);
            var answers = backend.authorize(mandate, plugin, list);
            for (var index = 0; index < list.size(); index++) {
                decisions.put(list.get(index), answers.get(index));
            }
        } catch (RuntimeException exception) {
            failure = exception;
        } catch (Error error) {
            // Nobody may wait in vain.
            failure = new IllegalStateException("The permission backend could not be asked", error);
        }
        for (var ticket : tickets) {
            ticket.decisions = decisions;
            ticket.failure = failure;
            ticket.isDone = true;
        }
    }

    /** How many users are being asked about. */
    int users() {
        return lines.size();
    }

    /** How many wait until an answer to others has come. */
    int waiting() {
        return lines.values().stream().mapToInt(Line::size).sum();
    }
}
