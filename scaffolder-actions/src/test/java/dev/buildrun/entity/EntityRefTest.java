package dev.buildrun.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of forms and messages is Backstage's. */
class EntityRefTest {
    @ParameterizedTest
    @CsvSource({
        "a, Group, ns, a",
        "b:a, b, ns, a",
        "x/a, Group, x, a",
        "b:x/a, b, x, a",
        "x/y:z, Group, x, y:z",
        "a:b:c, a, ns, b:c",
        "b:x/y/z, b, x, y/z",
        "a b, Group, ns, a b",
    })
    void hasThreeParts(String text, String kind, String namespace, String name) {
        assertThat(EntityRef.parse(text, "Group", "ns")).isEqualTo(new EntityRef(kind, namespace, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", ":a", "b:", "b:c/", "b:/a", "c/"})
    void isRefusedWhenAPartIsEmpty(String text) {
        assertThatThrownBy(() -> EntityRef.parse(text, "Group", "ns"))
                .isInstanceOf(ServiceException.class)
                .hasMessage("Entity reference \"" + text + "\" was not on the form [<kind>:][<namespace>/]<name>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "a/b/c", "x/y:z"})
    void isRefusedWithoutAKindWhereNoneIsGiven(String text) {
        assertThatThrownBy(() -> EntityRef.parse(text))
                .isInstanceOf(ServiceException.class)
                .hasMessage("Entity reference \"" + text
                        + "\" had missing or empty kind (e.g. did not start with \"component:\" or similar)");
    }

    @Test
    void isRefusedWhenThereIsNothing() {
        assertThatThrownBy(() -> EntityRef.parse("", "Group", "ns"))
                .isInstanceOf(ServiceException.class)
                .hasMessage("Entity reference must not be empty");
    }

    @Test
    void isInLowerCaseAsAKeyWhateverTheLanguageOfTheMachine() {
        assertThat(EntityRef.parse("Component:Default/İI")).hasToString("component:default/i̇i");
    }
}
