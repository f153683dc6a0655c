// A Backstage as a company has it, but without catalog and scaffolder: those are answered by Buildrun, where discovery.endpoints leads to.
const { createBackend } = require('@backstage/backend-defaults');
const { coreServices, createBackendModule, createBackendPlugin } = require('@backstage/backend-plugin-api');
const { authProvidersExtensionPoint, createProxyAuthenticator, createProxyAuthProviderFactory } = require('@backstage/plugin-auth-node');
const { catalogConditions, createCatalogConditionalDecision } = require('@backstage/plugin-catalog-backend/alpha');
const { createScaffolderTaskConditionalDecision, scaffolderTaskConditions } = require('@backstage/plugin-scaffolder-backend/alpha');
const { AuthorizeResult } = require('@backstage/plugin-permission-common');
const { policyExtensionPoint } = require('@backstage/plugin-permission-node/alpha');

/** As behind a proxy that has found out who it is: the header names a user, and which groups, for those whom the catalog does not know. */
const headerSignIn = createBackendModule({
  pluginId: 'auth',
  moduleId: 'header',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        const authenticator = createProxyAuthenticator({
          defaultProfileTransform: async () => ({ profile: {} }),
          initialize: () => undefined,
          authenticate: async ({ req }) => ({ result: JSON.parse(req.header('x-signed-in') ?? 'null') }),
        });
        const signInResolver = async ({ result: { user, groups } }, context) =>
          groups ? context.issueToken({ claims: { sub: user, ent: [user, ...groups] } }) : context.signInWithCatalogUser({ entityRef: user });
        providers.registerProvider({ providerId: 'header', factory: createProxyAuthProviderFactory({ authenticator, signInResolver }) });
      },
    });
  },
});

/**
 * Owners delete and refresh; everything else is allowed. Somebody who is held back deletes nothing, though an owner; somebody who is limited
 * sees what is theirs and starts nothing. The conditions are such that only catalog and scaffolder can hold them against what they have.
 */
function decide(permission, { info: { userEntityRef, ownershipEntityRefs } }) {
  const ifOwner = () => createCatalogConditionalDecision(permission, catalogConditions.isEntityOwner({ claims: ownershipEntityRefs }));
  const [isHeldBack, isLimited] = ['user:default/held-back', 'user:default/limited'].map(user => user === userEntityRef);
  switch (permission.name) {
    case 'catalog.entity.delete':
      return isHeldBack ? { result: AuthorizeResult.DENY } : ifOwner();
    case 'catalog.entity.refresh':
      return ifOwner();
    case 'catalog.entity.read':
      return isLimited ? ifOwner() : { result: AuthorizeResult.ALLOW };
    case 'scaffolder.task.create':
      return { result: isLimited ? AuthorizeResult.DENY : AuthorizeResult.ALLOW };
    case 'scaffolder.task.read':
      return isLimited
        ? createScaffolderTaskConditionalDecision(permission, scaffolderTaskConditions.isTaskOwner({ createdBy: [userEntityRef] }))
        : { result: AuthorizeResult.ALLOW };
    default:
      return { result: AuthorizeResult.ALLOW };
  }
}

/** The policy of both: Buildrun asks for it, as the plugins here do. Nobody without a name may do anything. */
const policyOfTheFrontDoor = createBackendModule({
  pluginId: 'permission',
  moduleId: 'front-door-policy',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy({
          handle: async ({ permission }, user) => (user ? decide(permission, user) : { result: AuthorizeResult.DENY }),
        });
      },
    });
  },
});

/** Any plugin: it hands out the tokens with which it calls others, on its own behalf or on that of whoever asks, and says who calls it. */
const plugin = pluginId =>
  createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: { auth: coreServices.auth, httpAuth: coreServices.httpAuth, router: coreServices.httpRouter },
        async init({ auth, httpAuth, router }) {
          router.use(async (request, response) => {
            const caller = await httpAuth.credentials(request);
            const url = new URL(request.url, 'http://any');
            const onBehalfOf = url.pathname === '/own-token' ? await auth.getOwnServiceCredentials() : caller;
            response.json(await auth.getPluginRequestToken({ onBehalfOf, targetPluginId: url.searchParams.get('target') }));
          });
        },
      });
    },
  });

const backend = createBackend();
for (const name of ['app', 'auth', 'kubernetes', 'notifications', 'permission', 'search', 'signals', 'techdocs', 'user-settings']) {
  backend.add(import(`@backstage/plugin-${name}-backend`));
}
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));
backend.add(import('@backstage/plugin-search-backend-module-pg'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));
backend.add(headerSignIn);
backend.add(policyOfTheFrontDoor);
backend.add(plugin('radar'));
backend.add(plugin('stranger'));
backend.start();
