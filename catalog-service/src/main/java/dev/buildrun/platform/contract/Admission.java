package dev.buildrun.platform.contract;

import dev.buildrun.platform.rule.Expressions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a document may come into force in the place of another. */
public final class Admission {
    private static final int MOST_NAMED = 5;

    private final Expressions expressions;

    public Admission(Expressions expressions) {
        this.expressions = expressions;
    }

    /** What is wrong with a document by itself, its rules included; each problem begins with the path. */
    public List<String> problems(Contract.Parsed parsed) {
        return switch (parsed) {
            case Contract.Parsed.Bad(var problems) -> problems;
            case Contract.Parsed.Good(var contract) -> problems(contract);
        };
    }

    private List<String> problems(Contract contract) {
        var problems = new ArrayList<String>();
        var rules = contract.rules();
        for (var i = 0; i < rules.size(); i++) {
            if (expressions.compile(rules.get(i).expression()) instanceof Expressions.Compiled.Bad(var problem)) {
                problems.add("rules[" + i + "].expression: " + problem);
            }
        }
        if (contract.stage() == Stage.DEPRECATED && contract.sunsetAt() == null) {
            problems.add("sunsetAt: expected a day, since the contract is deprecated; found nothing");
        }
        return problems;
    }

    /**
     * Why a document may not take the place of the one that is in force; empty where it may.
     *
     * @param consumers components that consume the contract and have no waiver for that
     */
    public List<String> problems(Contract before, Contract after, LocalDate today, List<String> consumers) {
        var problems = new ArrayList<String>();
        if (after.stage() == Stage.REMOVED) {
            problems.addAll(removalProblems(before, today, consumers));
        } else if (before.stage().isPromised()) {
            if (!after.stage().isPromised()) {
                problems.add(
                        "stage: was " + before.stage().text() + ", which services rely on; expected ga, deprecated or"
                                + " removed, found " + after.stage().text());
            }
            problems.addAll(Compatibility.problems(before, after));
        }
        problems.addAll(sunsetProblems(before, after, today));
        return problems;
    }

    private static List<String> sunsetProblems(Contract before, Contract after, LocalDate today) {
        var problems = new ArrayList<String>();
        var old = before.sunsetAt();
        var now = after.sunsetAt();
        if (old != null && before.stage() == Stage.DEPRECATED && now != null && now.isBefore(old)) {
            problems.add("sunsetAt: was " + old + " and may only be put off; found " + now);
        }
        if (after.stage() == Stage.DEPRECATED && before.stage() == Stage.GA && now != null && !now.isAfter(today)) {
            problems.add("sunsetAt: expected a day after " + today + ", so that consumers have time; found " + now);
        }
        return problems;
    }

    /** Why a contract may not go; empty where it may. */
    public List<String> removalProblems(@Nullable Contract before, LocalDate today, List<String> consumers) {
        var problems = new ArrayList<String>();
        if (before != null && before.stage() == Stage.GA) {
            problems.add("stage: was ga; expected deprecated with a sunsetAt before removed");
        }
        if (before != null
                && before.stage() == Stage.DEPRECATED
                && before.sunsetAt() != null
                && before.sunsetAt().isAfter(today)) {
            problems.add("stage: expected not to be removed before the sunset on " + before.sunsetAt());
        }
        if (!consumers.isEmpty()) {
            var named = String.join(", ", consumers.subList(0, Math.min(MOST_NAMED, consumers.size())));
            var more = consumers.size() > MOST_NAMED ? " and " + (consumers.size() - MOST_NAMED) + " more" : "";
            problems.add("stage: expected no consumers without a waiver of BR-03 before it is removed, found "
                    + consumers.size() + ": " + named + more);
        }
        return problems;
    }
}
