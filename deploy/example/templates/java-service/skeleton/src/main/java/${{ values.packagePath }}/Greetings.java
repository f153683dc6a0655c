package ${{ values.javaPackage }};

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** An example of a route. Replace it by what the service is really about. */
final class Greetings {
    private static final int LONGEST_NAME = 60;

    void mount(Router router) {
        router.get("/greetings/:name").handler(Greetings::greet);
    }

    private static void greet(RoutingContext context) {
        var name = context.pathParam("name").strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            context.fail(400, new IllegalArgumentException("A name has 1 to " + LONGEST_NAME + " characters"));
            return;
        }
        context.json(new JsonObject().put("greeting", "Hello, " + name + "!"));
    }
}
