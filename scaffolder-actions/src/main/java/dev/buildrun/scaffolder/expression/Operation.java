package dev.buildrun.scaffolder.expression;

/** A built-in filter or method: what it does to the value before the bar or the point. */
@FunctionalInterface
interface Operation {
    Value apply(Value input, Arguments arguments, Coercion js);

    /** A method with the number of arguments that it takes. */
    record Bounded(int least, int most, Operation operation) {
        static final int ANY = Integer.MAX_VALUE;

        void check(String name, Expr.Args args) {
            if (!args.keywords().isEmpty()) {
                throw new TemplateFailure("Template intrinsic " + name + " does not accept keyword arguments");
            }
            var actual = args.positional().size();
            if (actual < least || actual > most) {
                var range = least == most ? "" + least : most == ANY ? "at least " + least : least + " to " + most;
                throw new TemplateFailure(
                        "Template intrinsic " + name + " requires " + range + " positional arguments");
            }
        }
    }
}
