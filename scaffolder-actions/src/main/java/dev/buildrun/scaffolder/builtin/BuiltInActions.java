package dev.buildrun.scaffolder.builtin;

import dev.buildrun.integration.Integrations;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.builtin.catalog.CatalogAccess;
import dev.buildrun.scaffolder.builtin.catalog.CatalogFetch;
import dev.buildrun.scaffolder.builtin.catalog.CatalogRegister;
import dev.buildrun.scaffolder.builtin.debug.DebugLog;
import dev.buildrun.scaffolder.builtin.debug.DebugWait;
import dev.buildrun.scaffolder.builtin.fetch.FetchPlain;
import dev.buildrun.scaffolder.builtin.fetch.FetchPlainFile;
import dev.buildrun.scaffolder.builtin.fetch.FetchTemplate;
import dev.buildrun.scaffolder.builtin.fetch.FetchTemplateFile;
import dev.buildrun.scaffolder.builtin.fetch.Sources;
import dev.buildrun.scaffolder.builtin.publish.PublishGit;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import java.util.List;

/** Every action that comes with the service. */
public final class BuiltInActions {
    private BuiltInActions() {}

    /**
     * Makes them.
     *
     * @param engine renders the files of skeletons; has the scaffolder's filters, but not {@code always} and {@code failure}
     */
    public static List<Action<?, ?>> all(
            Sources sources,
            TemplateEngine engine,
            PublishGit publishGit,
            CatalogAccess catalog,
            Integrations integrations) {
        return List.of(
                new CatalogFetch(catalog),
                new CatalogRegister(catalog, integrations),
                new DebugLog(),
                new DebugWait(Thread::sleep),
                new FetchPlain(sources),
                new FetchPlainFile(sources),
                new FetchTemplate(sources, engine),
                new FetchTemplateFile(sources, engine),
                publishGit);
    }
}
