package dev.buildrun.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.json.Json;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are those of zod 3 and zod-validation-error. */
class ShapeTest {
    private static final Shape ORDER = Shapes.fields(
            Shapes.field("field", Shapes.TEXT), Shapes.field("order", new Shape.OneOf(List.of("asc", "desc"))));
    private static final Shape QUESTION = Shapes.fields(
            Shapes.field("limit", new Shape.Whole(1)),
            Shapes.field("orders", Shapes.maybe(Shapes.listOf(ORDER))),
            Shapes.field("place", Shapes.maybe(Shapes.either(Shapes.TEXT, Shapes.NULL))));

    private static String text(Shape shape, String json) {
        return Complaint.text(shape.fit(Json.read(json.replace('\'', '"'))).complaints());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{}                                           ~ Required at \"limit\"",
                "[]                                           ~ Expected object, received array",
                "{'limit':1.5}                                ~ Expected integer, received float at \"limit\"",
                "{'limit':0}                                  ~ Number must be greater than or equal to 1 at \"limit\"",
                "{'limit':1,'orders':[{'order':'up'}]}        ~ Required at \"orders[0].field\"; Invalid enum value."
                        + " Expected 'asc' | 'desc', received 'up' at \"orders[0].order\"",
                "{'limit':1,'place':7}                        ~ Expected string, received number at \"place\", or"
                        + " Expected null, received number at \"place\""
            })
    void saysEverythingThatDoesNotFitInOneLine(String json, String complaints) {
        assertThat(text(QUESTION, json)).isEqualTo("Validation error: " + complaints);
    }

    @Test
    void leavesOutWhatNoShapeNames() {
        var fit = QUESTION.fit(
                Json.read("{\"limit\":2,\"other\":1,\"orders\":[{\"field\":\"a\",\"order\":\"asc\",\"x\":1}]}"));

        assertThat(fit.isGood()).isTrue();
        assertThat(fit.value()).isEqualTo(Json.read("{\"limit\":2,\"orders\":[{\"field\":\"a\",\"order\":\"asc\"}]}"));
    }

    @Test
    void complainsOfOtherKeysOnlyWhereItIsStrict() {
        var strict = Shapes.strictFields(Shapes.field("a", Shapes.maybe(Shapes.TEXT)));

        assertThat(text(strict, "{'b':1,'c':2}"))
                .isEqualTo("Validation error: Unrecognized key(s) in object: 'b', 'c'");
    }

    @Test
    void reportsOfSeveralShapesTheOneThatIsOnlyFlawed() {
        var flawed = Shapes.either(
                Shapes.TEXT, new Shape.Entries(new Shape.Matching(Pattern.compile("^[a-z]$")), Shapes.NUMBER));

        assertThat(text(flawed, "{'A':1}")).isEqualTo("Validation error: Invalid at \"A\"");
        assertThat(text(flawed, "{'A':true}"))
                .isEqualTo("Validation error: Expected string, received object, or Invalid at \"A\";"
                        + " Expected number, received boolean at \"A\"");
    }

    @Test
    void laysEverythingOutAsJson() {
        var fit = Shapes.either(Shapes.TEXT, new Shape.Literal("a")).fit(Json.read("[]"));

        assertThat(Complaint.json(fit.complaints())).isEqualTo("""
                [
                  {
                    "code": "invalid_union",
                    "unionErrors": [
                      {
                        "issues": [
                          {
                            "code": "invalid_type",
                            "expected": "string",
                            "received": "array",
                            "path": [],
                            "message": "Expected string, received array"
                          }
                        ],
                        "name": "ZodError"
                      },
                      {
                        "issues": [
                          {
                            "received": [],
                            "code": "invalid_literal",
                            "expected": "a",
                            "path": [],
                            "message": "Invalid literal value, expected \\"a\\""
                          }
                        ],
                        "name": "ZodError"
                      }
                    ],
                    "path": [],
                    "message": "Invalid input"
                  }
                ]""");
    }
}
