package dev.buildrun.scaffolder.expression;

import dev.buildrun.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Prints how long it takes to render 20 templates of 50 lines. Not a test: run its {@code main} by hand. */
final class RenderingSpeed {
    private static final int TEMPLATES = 20;
    private static final int LINES = 50;

    private RenderingSpeed() {}

    public static void main(String[] arguments) {
        var context = Json.object();
        context.putObject("values")
                .put("name", "orders")
                .put("port", 8080)
                .putArray("features")
                .add("metrics")
                .add("docs");
        var engine = new TemplateEngine(TemplateExtensions.none());
        var templates = templates();
        for (var round = 0; round < 2000; round++) {
            var started = System.nanoTime();
            templates.forEach(template -> engine.renderText(template, context, Dialect.STANDARD));
            var micros = (System.nanoTime() - started) / 1000;
            if (round == 0 || round == 10 || round == 100 || round == 1999) {
                System.out.println("round " + round + ": " + micros + " µs for " + TEMPLATES + " templates");
            }
        }
    }

    private static List<String> templates() {
        var templates = new ArrayList<String>();
        for (var index = 0; index < TEMPLATES; index++) {
            var template = new StringBuilder();
            for (var line = 0; line < LINES / 5; line++) {
                template.append("name: ${{ values.name | upper }}-")
                        .append(index)
                        .append('\n');
                template.append("{% if values.port > 80 and 'docs' in values.features %}\n");
                template.append("port: ${{ values.port + 1 }} ${{ values.name.split('r')[0] }}\n");
                template.append("{% for f in values.features %}- ${{ f }}${{ loop.index }}\n");
                template.append("{% endfor %}{% endif %}plain text without anything special in it\n");
            }
            templates.add(template.toString());
        }
        return templates;
    }
}
