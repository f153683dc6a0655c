package dev.buildrun.platform.rule;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** An expression that can be evaluated, from any thread and any number of times. */
public final class Expression {
    private static final int MAX_STEPS = 200_000;
    private static final Duration MAX_TIME = Duration.ofMillis(500);
    private static final int MAX_REASON = 300;

    private final CelRuntime.Program program;

    private final Set<String> names;

    /** @param names what it speaks of, variables among it */
    Expression(CelRuntime.Program program, Set<String> names) {
        this.program = program;
        this.names = Set.copyOf(names);
    }

    /** Whether it speaks of a variable. */
    public boolean mentions(String variable) {
        return names.contains(variable);
    }

    /**
     * Whether the expression is true of these.
     *
     * @param variables those of {@link Expressions#VARIABLES} that are known; an expression that needs another is unknown
     */
    public Verdict check(Map<String, Object> variables) {
        return check(variables, new Budget(MAX_STEPS, MAX_TIME.toNanos()));
    }

    Verdict check(Map<String, Object> variables, Budget budget) {
        try {
            return verdict(program.trace(variables, budget));
        } catch (Budget.Spent spent) {
            return new Verdict.Unknown(reason(spent));
        } catch (CelEvaluationException failure) {
            return new Verdict.Unknown(reason(failure.getCause() instanceof Budget.Spent spent ? spent : failure));
        } catch (RuntimeException failure) {
            // What the library's own functions throw; a rule must not be able to stop the others.
            return new Verdict.Unknown(reason(failure));
        }
    }

    /** What an expression comes to that needs a variable which is not there is neither true nor false. */
    private static Verdict verdict(Object result) {
        if (result instanceof Boolean holds) {
            return holds ? Verdict.HOLDS : Verdict.FAILS;
        }
        return new Verdict.Unknown("it speaks of something that is not there for a rule of this scope");
    }

    private static String reason(Exception failure) {
        var message = String.valueOf(failure.getMessage());
        return message.length() <= MAX_REASON ? message : message.substring(0, MAX_REASON) + "…";
    }
}
