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
                "${{x}}/* ${{x}}/f true"
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
    @CsvSource(
            delimiter = ' ',
            value = {
                "f+(1|2).txt f2.txt true",
                "f(1|2).txt f2.txt true",
                "f?(1).txt f.txt true",
                "@(f1|c).txt c.txt true",
                "f*(1).txt f111.txt true",
                "(group)/f group/f true",
                "(group)/f (group)/f false",
                "f{1..3}.txt f2.txt true",
                "f{1..3}.txt f4.txt false",
                "{x}.t {x}.t true",
                "{a,{b,c}}.t c.t true",
                "[^1].txt 1.txt false",
                "a\\*b a*b true",
                "a\\*b axb false"
            })
    void matchesAsTheLibraryForNodeDoes(String pattern, String path, boolean expected) {
        assertThat(Glob.of(pattern).matches(path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "* .a false",
                "* a true",
                "** a/.b/c false",
                "** a/b/c true",
                "**/*.md .x/a.md false",
                ".* .a true",
                "a/?b a/.b false",
                ".x/* .x/a true"
            })
    void leavesNamesWithADotOut(String pattern, String path, boolean expected) {
        assertThat(Glob.of(pattern, false).matches(path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[ab", "{a,b", "a/[x/{y", "a(b", "a)b", "a}b"})
    void takesWhatIsNotClosedForItself(String pattern) {
        assertThat(Glob.of(pattern).matches(pattern)).isTrue();
        assertThat(Glob.of(pattern).matches("a")).isFalse();
    }

    @Test
    void refusesWhatItCannotMatch() {
        assertThatThrownBy(() -> Glob.of("!(f1).txt")).isInstanceOf(ServiceException.class);
    }
}
