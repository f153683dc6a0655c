package dev.buildrun.scaffolder.builtin;

import dev.buildrun.integration.Integrations;
import dev.buildrun.scaffolder.action.Action;
import dev.buildrun.scaffolder.builtin.catalog.CatalogAccess;
import dev.buildrun.scaffolder.builtin.catalog.CatalogFetch;
import dev.buildrun.scaffolder.builtin.catalog.CatalogRegister;
import dev.buildrun.scaffolder.builtin.catalog.CatalogWrite;
import dev.buildrun.scaffolder.builtin.debug.DebugLog;
import dev.buildrun.scaffolder.builtin.debug.DebugWait;
import dev.buildrun.scaffolder.builtin.fetch.FetchCookiecutter;
import dev.buildrun.scaffolder.builtin.fetch.FetchPlain;
import dev.buildrun.scaffolder.builtin.fetch.FetchPlainFile;
import dev.buildrun.scaffolder.builtin.fetch.FetchTemplate;
import dev.buildrun.scaffolder.builtin.fetch.FetchTemplateFile;
import dev.buildrun.scaffolder.builtin.fetch.Sources;
import dev.buildrun.scaffolder.builtin.fs.FsDelete;
import dev.buildrun.scaffolder.builtin.fs.FsReaddir;
import dev.buildrun.scaffolder.builtin.fs.FsRename;
import dev.buildrun.scaffolder.builtin.http.BackstageRequest;
import dev.buildrun.scaffolder.builtin.publish.PublishGit;
import dev.buildrun.scaffolder.builtin.roadie.FsAppend;
import dev.buildrun.scaffolder.builtin.roadie.FsParse;
import dev.buildrun.scaffolder.builtin.roadie.FsReplace;
import dev.buildrun.scaffolder.builtin.roadie.FsWrite;
import dev.buildrun.scaffolder.builtin.roadie.JsonMerge;
import dev.buildrun.scaffolder.builtin.roadie.Merge;
import dev.buildrun.scaffolder.builtin.roadie.SerializeJson;
import dev.buildrun.scaffolder.builtin.roadie.SerializeYaml;
import dev.buildrun.scaffolder.builtin.roadie.Sleep;
import dev.buildrun.scaffolder.builtin.roadie.TransformData;
import dev.buildrun.scaffolder.builtin.roadie.TransformJson;
import dev.buildrun.scaffolder.builtin.roadie.TransformYaml;
import dev.buildrun.scaffolder.builtin.roadie.Zip;
import dev.buildrun.scaffolder.expression.TemplateEngine;
import java.util.List;

/** Every action that comes with the service. */
public final class BuiltInActions {
    private BuiltInActions() {}

    /**
     * Makes them.
     *
     * @param engine renders the files of skeletons; has the scaffolder's filters, but not {@code always} and {@code failure}
     * @param settings what the operator says about single actions
     */
    public static List<Action<?, ?>> all(
            Sources sources,
            TemplateEngine engine,
            PublishGit publishGit,
            CatalogAccess catalog,
            Integrations integrations,
            ActionSettings settings) {
        return List.of(
                new BackstageRequest(settings.baseUrl(), settings.allowedMethods()),
                new CatalogFetch(catalog),
                new CatalogRegister(catalog, integrations),
                new CatalogWrite(),
                new DebugLog(),
                new DebugWait(Thread::sleep),
                new FetchCookiecutter(sources, engine),
                new FetchPlain(sources),
                new FetchPlainFile(sources),
                new FetchTemplate(sources, engine),
                new FetchTemplateFile(sources, engine),
                new FsAppend(),
                new FsDelete(),
                new FsParse(),
                new FsReaddir(),
                new FsRename(),
                new FsReplace(),
                new FsWrite(),
                new JsonMerge(),
                new Merge(),
                publishGit,
                new SerializeJson(),
                new SerializeYaml(),
                new Sleep(Thread::sleep, settings.longestSleep()),
                new TransformData(),
                new TransformJson(),
                new TransformYaml(),
                new Zip());
    }
}
