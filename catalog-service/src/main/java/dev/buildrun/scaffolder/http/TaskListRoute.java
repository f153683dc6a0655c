package dev.buildrun.scaffolder.http;

import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.json.Json;
import dev.buildrun.scaffolder.task.TaskQuery;
import dev.buildrun.scaffolder.task.TaskQuery.Field;
import dev.buildrun.scaffolder.task.TaskQuery.Order;
import dev.buildrun.scaffolder.task.Tasks;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** {@code GET /v2/tasks} */
final class TaskListRoute {
    /** Backstage has no bound; its own pages ask for a few rows at a time. */
    private static final int MAX_ROWS = 1_000;

    private static final Pattern ORDER = Pattern.compile("(asc|desc):(.+)");

    private final Tasks tasks;
    private final ScaffolderAccess access;

    TaskListRoute(Tasks tasks, ScaffolderAccess access) {
        this.tasks = tasks;
        this.access = access;
    }

    Response list(Request request) {
        request.query().only("createdBy", "status", "order", "limit", "offset");
        var order =
                request.query().all("order").stream().map(TaskListRoute::order).toList();
        var limit = Math.min(MAX_ROWS, RequestCheck.count(request, "limit").orElse(MAX_ROWS));
        var offset = Math.min(
                Integer.MAX_VALUE, RequestCheck.count(request, "offset").orElse(0));
        var query = new TaskQuery(
                access.readable(request.caller()),
                request.query().all("createdBy"),
                request.query().all("status"),
                order,
                (int) limit,
                (int) offset);
        var page = tasks.list(query);
        var body = Json.object();
        var items = body.putArray("tasks");
        page.tasks().forEach(task -> items.add(TaskJson.of(task)));
        return Response.json(body.put("totalTasks", page.total()));
    }

    private static Order order(String text) {
        var matcher = ORDER.matcher(text);
        if (!matcher.matches()) {
            throw ServiceException.input(
                    "Invalid order parameter \"" + text + "\", expected \"<asc or desc>:<field name>\"");
        }
        return new Order(field(matcher.group(2)), matcher.group(1).equals("desc"));
    }

    private static Field field(String name) {
        return Arrays.stream(Field.values())
                .filter(field -> field.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> ServiceException.input("Invalid order field \"" + name + "\""));
    }
}
