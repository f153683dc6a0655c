package dev.buildrun.scaffolder.http;

import dev.buildrun.access.Caller;
import dev.buildrun.entity.EntityRef;
import dev.buildrun.error.ServiceException;
import dev.buildrun.http.Request;
import dev.buildrun.http.Response;
import dev.buildrun.scaffolder.template.Template;

/** Templates as a caller may see them. */
final class Templates {
    private static final String KIND = "template";

    private final TemplateSource source;
    private final ScaffolderAccess access;

    Templates(TemplateSource source, ScaffolderAccess access) {
        this.source = source;
        this.access = access;
    }

    /** A reference as somebody wrote it; without a kind it is a template. */
    static EntityRef parse(String ref) {
        return EntityRef.parse(ref, KIND, EntityRef.DEFAULT_NAMESPACE);
    }

    /**
     * The template of this name.
     *
     * @throws ServiceException of kind INPUT for another kind or {@code apiVersion}, NOT_FOUND when there is none that the caller may
     *     see
     */
    Template get(EntityRef ref, Caller caller) {
        if (!ref.kind().equalsIgnoreCase(KIND)) {
            throw ServiceException.input("Invalid kind, only 'Template' kind is supported");
        }
        var entity = source.template(ref, caller)
                .orElseThrow(() -> ServiceException.notFound("Template " + ref + " not found"));
        return access.visible(Template.of(entity), caller);
    }

    /** {@code GET /v2/templates/:namespace/:kind/:name/parameter-schema} */
    Response parameterSchema(Request request) {
        request.query().only();
        var ref = new EntityRef(
                request.pathParameter("kind"), request.pathParameter("namespace"), request.pathParameter("name"));
        return Response.json(get(ref, request.caller()).parameterSchema());
    }
}
