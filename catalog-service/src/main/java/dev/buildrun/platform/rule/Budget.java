package dev.buildrun.platform.rule;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;

/** Counts each step of one evaluation, and ends it when it takes too many, or too long. */
final class Budget implements CelEvaluationListener {
    private static final int STEPS_PER_LOOK_AT_THE_CLOCK = 256;

    private final int most;
    private final long end;
    private int steps;

    /** Ends an evaluation; without a stack, since it is no mistake in this program. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Spent(String message) {
            super(message, null, false, false);
        }
    }

    Budget(int most, long nanos) {
        this.most = most;
        this.end = System.nanoTime() + nanos;
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        steps++;
        if (steps > most) {
            throw new Spent("expected an expression of at most " + most + " steps, found one that takes more");
        }
        if (steps % STEPS_PER_LOOK_AT_THE_CLOCK == 0 && System.nanoTime() - end > 0) {
            throw new Spent("the expression took too long");
        }
    }

    int steps() {
        return steps;
    }
}
