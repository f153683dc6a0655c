package dev.buildrun.deploy.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Small pictures under each other, one for each thing that was measured, with a line for each process. */
final class Chart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 110;
    private static final int LEFT = 60;
    private static final int TOP = 24;

    private Chart() {}

    /** @param series by process, then by what it is: times in seconds, and values */
    static String of(Map<String, Map<String, List<double[]>>> series, List<String> colours) {
        var byThing = new LinkedHashMap<String, List<List<double[]>>>();
        series.values()
                .forEach(things -> things.forEach((what, points) ->
                        byThing.computeIfAbsent(what, _ -> new ArrayList<>()).add(points)));
        var text = new StringBuilder();
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"12\" width=\"")
                .append(WIDTH + LEFT + 20)
                .append("\" height=\"")
                .append(byThing.size() * (HEIGHT + TOP) + 20)
                .append("\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        var y = TOP;
        for (var thing : byThing.entrySet()) {
            picture(text, thing.getKey(), thing.getValue(), colours, y);
            y += HEIGHT + TOP;
        }
        return text.append("</svg>\n").toString();
    }

    private static void picture(
            StringBuilder text, String what, List<List<double[]>> lines, List<String> colours, int y) {
        var highest = lines.stream()
                .flatMap(List::stream)
                .mapToDouble(point -> point[1])
                .max()
                .orElse(1);
        var end = lines.stream()
                .flatMap(List::stream)
                .mapToDouble(point -> point[0])
                .max()
                .orElse(1);
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\">%s</text><text x=\"4\" y=\"%d\">%.0f</text><text x=\"4\" y=\"%d\">0</text>"
                        + "<path d=\"M%d %dv%dh%d\" fill=\"none\" stroke=\"#999\"/>%n",
                LEFT,
                y - 6,
                what,
                y + 10,
                highest,
                y + HEIGHT - 20,
                LEFT,
                y,
                HEIGHT - 20,
                WIDTH));
        for (var n = 0; n < lines.size(); n++) {
            var path = new StringBuilder();
            for (var point : lines.get(n)) {
                path.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f",
                        path.isEmpty() ? "M" : "L",
                        LEFT + point[0] / end * WIDTH,
                        y + (HEIGHT - 20) * (1 - point[1] / Math.max(highest, 1))));
            }
            text.append("<path d=\"")
                    .append(path)
                    .append("\" fill=\"none\" stroke=\"")
                    .append(colours.get(n % colours.size()))
                    .append("\"/>\n");
        }
    }
}
