package dev.buildrun.platform.rule;

import dev.buildrun.error.ServiceException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles expressions, each text once. They have CEL's standard functions and macros, optional values ({@code a.?b.orValue(c)}) and one
 * function more: {@code minorsBehind(have, newest)}, how many minor versions a version like {@code 1.2.0} is behind another, or -1 where
 * their major versions differ.
 */
public final class Expressions {
    /**
     * What expressions may speak of; what each is, is in docs/PLATFORM.md. Maps are JSON objects, without what is null.
     *
     * <p>{@code component}, {@code owner}, {@code contract}, {@code template}, {@code environment}, {@code repository}, {@code pipeline} and
     * {@code live} are maps; {@code contracts}, {@code dependencies}, {@code links}, {@code objects}, {@code deployments} and {@code pages}
     * lists of maps; {@code people} is a list of references; {@code now} is a timestamp.
     */
    public static final List<String> VARIABLES = List.of(
            "component",
            "owner",
            "people",
            "contract",
            "contracts",
            "dependencies",
            "links",
            "template",
            "environment",
            "objects",
            "repository",
            "pipeline",
            "live",
            "deployments",
            "pages",
            "now");

    private static final List<String> LISTS =
            List.of("people", "contracts", "dependencies", "links", "objects", "deployments", "pages");
    private static final int MAX_CODE_POINTS = 8_000;
    private static final int MAX_DEPTH = 60;
    private static final int MAX_ITERATIONS = 20_000;
    private static final int MAX_REGEX = 1_000;
    private static final int MAX_KEPT = 2_000;
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,6})(?:\\.(\\d{1,6}))?(?:[.+-].*)?");

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MAX_CODE_POINTS)
            .maxParseRecursionDepth(MAX_DEPTH)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .maxRegexProgramSize(MAX_REGEX)
            .enableOptionalSyntax(true)
            .build();
    private static final CelRuntime RUNTIME = runtime();

    private final CelCompiler compiler;
    private final Map<String, Compiled> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
            return size() > MAX_KEPT;
        }
    };

    /** Those of the platform contract. */
    public Expressions() {
        this(VARIABLES);
    }

    /** @param variables what expressions may speak of; of which kind each is goes by its name, and is a map where nothing says otherwise */
    public Expressions(List<String> variables) {
        this.compiler = compiler(variables);
    }

    /** What became of a text. */
    public sealed interface Compiled {
        /** It can be evaluated. */
        record Good(Expression expression) implements Compiled {}

        /** It is no expression that says yes or no; the problem has its line and column. */
        record Bad(String problem) implements Compiled {}
    }

    /** Compiles a text, or finds that it was compiled before. */
    public synchronized Compiled compile(String text) {
        var compiled = known.get(text);
        if (compiled == null) {
            compiled = compileAnew(text);
            known.put(text, compiled);
        }
        return compiled;
    }

    private Compiled compileAnew(String text) {
        try {
            var ast = compiler.compile(text).getAst();
            return new Compiled.Good(new Expression(RUNTIME.createProgram(ast), names(ast)));
        } catch (CelValidationException | CelEvaluationException | IllegalArgumentException problem) {
            return new Compiled.Bad(String.valueOf(problem.getMessage()).strip());
        }
    }

    private static Set<String> names(CelAbstractSyntaxTree ast) {
        return ast.getReferenceMap().values().stream().map(CelReference::name).collect(Collectors.toSet());
    }

    private static CelCompiler compiler(List<String> variables) {
        var map = MapType.create(SimpleType.STRING, SimpleType.DYN);
        var builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(CelExtensions.optional())
                .setResultType(SimpleType.BOOL)
                .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                        "minorsBehind",
                        CelOverloadDecl.newGlobalOverload(
                                "minors_behind_string_string", SimpleType.INT, SimpleType.STRING, SimpleType.STRING)));
        for (var name : variables) {
            if (name.equals("now")) {
                builder.addVar(name, SimpleType.TIMESTAMP);
            } else {
                builder.addVar(name, LISTS.contains(name) ? ListType.create(SimpleType.DYN) : map);
            }
        }
        return builder.build();
    }

    private static CelRuntime runtime() {
        return CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addLibraries(CelExtensions.optional())
                .addFunctionBindings(CelFunctionBinding.from(
                        "minors_behind_string_string", String.class, String.class, Expressions::minorsBehind))
                .build();
    }

    static long minorsBehind(String have, String newest) {
        var old = VERSION.matcher(have);
        var current = VERSION.matcher(newest);
        if (!old.matches() || !current.matches()) {
            throw ServiceException.input(
                    "expected two versions like 1.2.0, found \"" + have + "\" and \"" + newest + "\"");
        }
        if (!old.group(1).equals(current.group(1))) {
            return -1;
        }
        return Math.max(0, minor(current.group(2)) - minor(old.group(2)));
    }

    private static long minor(@Nullable String text) {
        return text == null ? 0 : Long.parseLong(text);
    }
}
