package dev.buildrun.scaffolder.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.txt a.txt true",
                "*.txt a/b.txt false",
                "**/*.txt a.txt true",
                "**/*.txt a/b/c.txt true",
                "**/*.txt a/b/c.md false",
                "** .github/x true",
                "a/** a/b/c true",
                "a/** ab/c false",
                ".github/workflows/* .github/workflows/ci.yml true",
                "* .gitignore true",
                "?.md a.md true",
                "?.md ab.md false",
                "[ab].md b.md true",
                "[!ab].md b.md false",
                "*.{js,ts} x.ts true",
                "*.{js,ts} x.tsx false",
                "./a.md a.md true",
                "docs/ docs true",
                "a.b aXb false",
                "${{x}}/* ${{x}}/f false"
            })
    void matches(String pattern, String path, boolean expected) {
        assertThat(Glob.of(pattern).matches(path)).isEqualTo(expected);
    }

    @Test
    void matchesWhatLiesBelowAMatchingDirectory() {
        assertThat(Glob.of("docs").matchesTree("docs/a/b.md")).isTrue();
        assertThat(Glob.of("do*").matchesTree("docs/a/b.md")).isTrue();
        assertThat(Glob.of("a").matchesTree("docs/a/b.md")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[ab", "{a,b", "a/[x/{y"})
    void refusesWhatIsNotClosed(String pattern) {
        assertThatThrownBy(() -> Glob.of(pattern)).isInstanceOf(ServiceException.class);
    }
}
