package dev.buildrun.access.http;

/** What the catalog of {@link AuthorityWorld} is read from. */
final class Descriptors {
    static final String TEAMS = """
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: dept}, spec: {type: department, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-a}, spec: {type: team, parent: dept, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-b}, spec: {type: team, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: team-c}, spec: {type: team, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: platform}, spec: {type: team, children: []}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ada}, spec: {memberOf: [team-a]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: dora}, spec: {memberOf: [dept]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: eve}, spec: {memberOf: [team-b]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: pat}, spec: {memberOf: [platform]}}
            ---
            {apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: zoe}, spec: {memberOf: [team-c]}}
            """;

    private Descriptors() {}

    /** Numbered from 0. */
    static String components(String name, String owner, int last) {
        var text = new StringBuilder();
        for (var index = 0; index <= last; index++) {
            text.append("""
                    ---
                    {apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: %s-%d}, spec: {type: service, lifecycle: production, owner: %s}}
                    """.formatted(name, index, owner));
        }
        return text.toString();
    }

    static String templates(String suffix) {
        return """
                ---
                {apiVersion: scaffolder.backstage.io/v1beta3, kind: Template, metadata: {name: hello%s}, spec: {type: service, owner: dept, parameters: [], steps: [{id: log, action: 'debug:log', input: {message: hello}}]}}
                ---
                {apiVersion: scaffolder.backstage.io/v1beta3, kind: Template, metadata: {name: ask-dept%s}, spec: {type: service, owner: dept, parameters: [], steps: [{id: ask, action: 'approval:wait', input: {message: 'Go on?', approvers: ['group:default/dept'], allowSelfApproval: true, timeout: 7d}}]}}
                ---
                {apiVersion: scaffolder.backstage.io/v1beta3, kind: Template, metadata: {name: ask-team-c%s}, spec: {type: service, owner: team-c, parameters: [], steps: [{id: ask, action: 'approval:wait', input: {message: 'Go on?', approvers: ['group:default/team-c'], allowSelfApproval: true, timeout: 7d}}]}}
                """.formatted(suffix, suffix, suffix);
    }
}
