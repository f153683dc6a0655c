package dev.buildrun.scaffolder.builtin.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buildrun.error.ErrorKind;
import dev.buildrun.error.ServiceException;
import dev.buildrun.integration.Integrations;
import dev.buildrun.integration.ReadLimits;
import dev.buildrun.integration.UrlReaders;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import dev.buildrun.scaffolder.expression.TemplateExtensions;
import dev.buildrun.scaffolder.testing.ActionRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

final class FetchCookiecutterTest {
    @TempDir
    Path directory;

    private ActionRun task;
    private Path skeleton;

    @BeforeEach
    void start() throws IOException {
        skeleton = Files.createDirectories(directory.resolve("template/skeleton"));
        task = new ActionRun(directory.resolve("task")).from(directory.resolve("template/template.yaml"));
    }

    @Test
    void fillsInNamesAndContents() throws Exception {
        template(
                "{{cookiecutter.name}}/src/{{ cookiecutter.name | upper }}.java", "class {{ cookiecutter.name }} {}\n");

        run("{\"name\":\"orders\"}");

        assertThat(files()).containsExactly("orders/src/ORDERS.java");
        assertThat(text("orders/src/ORDERS.java")).isEqualTo("class orders {}\n");
    }

    /** Checked against cookiecutter's own rules for a run that asks nobody. */
    @Test
    void takesDefaultsThatReferToEachOtherAndTheFirstOfAChoice() throws Exception {
        template("cookiecutter.json", """
                {"name":"shop","slug":"{{ cookiecutter.name }}-api","port":8080,"license":["MIT","BSD"],"flag":false,
                 "_kept":"{{ x }}","__made":"{{ cookiecutter.slug }}!","map":{"k":"{{ cookiecutter.slug }}"}}""");
        template(
                "out.txt",
                "{{cookiecutter.slug}} {{cookiecutter.port}} {{cookiecutter.license}} {{cookiecutter._kept}}"
                        + " {{cookiecutter.__made}} {{cookiecutter.map.k}} {% if cookiecutter.flag %}on{% else %}off{% endif %}");

        run("{\"name\":\"orders\"}");

        assertThat(text("out.txt")).isEqualTo("orders-api 8080 MIT {{ x }} orders-api! orders-api off");
    }

    /** Expected values are those of python-slugify 8. */
    @Test
    void makesSlugsAsCookiecuttersOwnFilterDoes() throws Exception {
        template("out.txt", """
                {{ "Hello, World!" | slugify }}
                {{ cookiecutter.name | slugify }}
                {{ "it's 1,000 Straße ÆØ łódź" | slugify }}
                {{ "A  b__C" | slugify(separator="_") }}
                {{ "Keep Case" | slugify(lowercase=False) }}
                {{ "one two three" | slugify(max_length=8) }}
                {{ "--a--" | slugify }}{{ "" | slugify }}.""");

        run("{\"name\":\"Ünïcode Ñame\"}");

        assertThat(text("out.txt")).isEqualTo("""
                hello-world
                unicode-name
                it-s-1000-strasse-aeo-lodz
                a_b_c
                Keep-Case
                one-two
                a.""");
    }

    @Test
    void knowsPythonsNamesOfTrueFalseAndNone() throws Exception {
        template(
                "out.txt",
                "{% if cookiecutter.on == True %}on{% endif %} {% if cookiecutter.off == False %}off{% endif %}"
                        + " {% if cookiecutter.no == None %}no{% endif %} {{ 'x' if not None else 'y' }}");

        run("{\"on\":true,\"off\":false,\"no\":null}");

        assertThat(text("out.txt")).isEqualTo("on off no x");
    }

    @Test
    void copiesWhatMatchesAsItIsUnderItsFilledInName() throws Exception {
        template(".github/deep/{{cookiecutter.name}}.yml", "{{ cookiecutter.name }}");
        template("docs/a.md", "{{ cookiecutter.name }}");
        template("docs/a.txt", "{{ cookiecutter.name }}");

        run("{\"name\":\"x\"}", List.of(".github/*", "*.md"), null);

        assertThat(text(".github/deep/x.yml")).isEqualTo("{{ cookiecutter.name }}");
        assertThat(text("docs/a.md")).isEqualTo("{{ cookiecutter.name }}");
        assertThat(text("docs/a.txt")).isEqualTo("x");
    }

    @Test
    void honoursWhatTheTemplateSaysIsNotToBeRendered() throws Exception {
        template("cookiecutter.json", "{\"name\":\"x\",\"_copy_without_render\":[\"raw/*\"]}");
        template("raw/a.txt", "{{ cookiecutter.name }}");

        run("{}");

        assertThat(text("raw/a.txt")).isEqualTo("{{ cookiecutter.name }}");
    }

    @Test
    void leavesOutAFileWithoutANameAndADirectoryLevelWithoutOne() throws Exception {
        template("{% if cookiecutter.ci %}ci.yml{% endif %}", "a");
        template("{% if cookiecutter.ci %}ci{% endif %}/build.yml", "b");

        run("{\"ci\":false}");

        assertThat(files()).containsExactly("build.yml");
    }

    @Test
    void replacesWhatIsThere() throws Exception {
        task.workspace().write("a.txt", "old".getBytes(java.nio.charset.StandardCharsets.UTF_8), false);
        template("a.txt", "new");

        run("{}");

        assertThat(text("a.txt")).isEqualTo("new");
    }

    @Test
    void copiesHooksWithoutRunningThemAndSaysSo() throws Exception {
        template("hooks/post_gen_project.py", "open('/tmp/owned', 'w')");
        template("cookiecutter.json", "{\"_extensions\":[\"jinja2_time.TimeExtension\"]}");

        run("{}", null, "some/image");

        assertThat(task.lines())
                .containsExactly(
                        "Fetching and then templating using cookiecutter",
                        "warn: Ignoring the extensions jinja2_time.TimeExtension: the built-in language renders the template",
                        "warn: Ignoring imageName: the template is rendered without a container",
                        "warn: The hook hooks/post_gen_project.py is copied, but not executed");
    }

    @Test
    void keepsTheExecuteBitAndBinaryFiles() throws Exception {
        var script = template("run.sh", "echo {{ cookiecutter.name }}\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Files.write(skeleton.resolve("image.png"), new byte[] {'{', '{', 0, '}', '}'});

        run("{\"name\":\"x\"}");

        assertThat(root().resolve("run.sh")).isExecutable().hasContent("echo x\n");
        assertThat(Files.readAllBytes(root().resolve("image.png"))).containsExactly('{', '{', 0, '}', '}');
    }

    @Test
    void refusesAValueThatLeadsOut() throws Exception {
        template("{{cookiecutter.name}}.txt", "x");

        assertThatThrownBy(() -> run("{\"name\":\"../../owned\"}"))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_ALLOWED));
        assertThat(directory.resolve("owned.txt")).doesNotExist();
    }

    @Test
    void doesNotLeaveTheWorkspaceByAnAbsoluteValue() throws Exception {
        template("{{cookiecutter.name}}/x.txt", "x");

        run("{\"name\":\"/etc/owned\"}");

        assertThat(files()).containsExactly("etc/owned/x.txt");
    }

    private void run(String values) throws InterruptedException {
        run(values, null, null);
    }

    private void run(String values, @Nullable List<String> copyWithoutRender, @Nullable String image)
            throws InterruptedException {
        var sources = new Sources(new UrlReaders(List.of()), Integrations.none(), ReadLimits.USUAL);
        task.call(
                new FetchCookiecutter(sources, new TemplateEngine(TemplateExtensions.none())),
                new FetchCookiecutter.Input(
                        "./skeleton", null, (ObjectNode) Json.read(values), copyWithoutRender, null, image));
    }

    private Path template(String path, String text) throws IOException {
        var file = skeleton.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private List<String> files() {
        return task.workspace().list("").stream()
                .filter(path -> Files.isRegularFile(root().resolve(path)))
                .toList();
    }

    private Path root() {
        return task.workspace().root();
    }

    private String text(String path) throws IOException {
        return Files.readString(root().resolve(path));
    }
}
