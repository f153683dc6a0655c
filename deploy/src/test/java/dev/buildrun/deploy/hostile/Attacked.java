package dev.buildrun.deploy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands every test the one service, with a bystander beside it; after each test the bystander tells what it saw, and the process must be
 * alive and answer as before.
 */
final class Attacked implements ParameterResolver, BeforeEachCallback, AfterEachCallback {
    static final String GOOD = """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: %s}
            spec: {type: service, lifecycle: production, owner: nobody}
            """;

    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(Attacked.class);
    private static final String BYSTANDER = "/api/catalog/entities/by-name/component/default/bystander";

    private static SmallHeapService service(ExtensionContext context) {
        return context.getRoot().getStore(SPACE).computeIfAbsent("service", _ -> start(), SmallHeapService.class);
    }

    private static SmallHeapService start() {
        try {
            var service = SmallHeapService.start(Files.createTempDirectory(Path.of("target"), "hostile"));
            service.register(service.sources().serve("/bystander.yaml", GOOD.formatted("bystander")));
            service.eventually(
                    "the bystander is in the catalog",
                    SmallHeapService.LONG,
                    () -> service.has("component", "bystander"));
            return service;
        } catch (IOException exception) {
            throw new java.io.UncheckedIOException(exception);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SmallHeapService.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return service(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(SPACE).put("bystander", new Bystander(service(context), BYSTANDER));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        var bystander = Objects.requireNonNull(context.getStore(SPACE).remove("bystander", Bystander.class));
        bystander.close();
        assertThat(service(context).isAlive()).as("the process lives").isTrue();
        assertThat(service(context).get(BYSTANDER).status()).isEqualTo(200);
    }
}
