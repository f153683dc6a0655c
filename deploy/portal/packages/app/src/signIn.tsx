import { OAuth2 } from '@backstage/core-app-api';
import { SignInPage, type SignInProviderConfig } from '@backstage/core-components';
import {
  type BackstageIdentityApi,
  type ConfigApi,
  configApiRef,
  githubAuthApiRef,
  gitlabAuthApiRef,
  type OAuthApi,
  type OpenIdConnectApi,
  type ProfileInfoApi,
  type SessionApi,
} from '@backstage/core-plugin-api';
import { ApiBlueprint, createApiRef, createFrontendModule, discoveryApiRef, oauthRequestApiRef, useApi } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

type AuthApi = OAuthApi & OpenIdConnectApi & ProfileInfoApi & BackstageIdentityApi & SessionApi;

/** Backstage has APIs of its own for GitHub and GitLab, but none for any OpenID provider. */
const oidcAuthApiRef = createApiRef<AuthApi>().with({ id: 'auth.oidc', pluginId: 'app' });

const oidcTitle = (config: ConfigApi) => `${config.getOptionalString('organization.name') ?? 'Your'} account`;

const oidc = ApiBlueprint.make({
  name: 'auth-oidc',
  params: defineParams =>
    defineParams({
      api: oidcAuthApiRef,
      deps: { configApi: configApiRef, discoveryApi: discoveryApiRef, oauthRequestApi: oauthRequestApiRef },
      factory: ({ configApi, discoveryApi, oauthRequestApi }) =>
        OAuth2.create({
          configApi,
          discoveryApi,
          oauthRequestApi,
          provider: { id: 'oidc', title: oidcTitle(configApi), icon: () => null },
          environment: configApi.getOptionalString('auth.environment') ?? 'production',
          defaultScopes: ['openid', 'profile', 'email'],
        }),
    }),
});

/** Those that are configured, people's own accounts first. */
function providers(config: ConfigApi): ('guest' | SignInProviderConfig)[] {
  const known: [string, 'guest' | SignInProviderConfig][] = [
    ['oidc', { id: 'oidc', title: oidcTitle(config), message: 'Sign in with the account of your organisation', apiRef: oidcAuthApiRef }],
    ['github', { id: 'github', title: 'GitHub', message: 'Sign in with your account at GitHub', apiRef: githubAuthApiRef }],
    ['gitlab', { id: 'gitlab', title: 'GitLab', message: 'Sign in with your account at GitLab', apiRef: gitlabAuthApiRef }],
    ['guest', 'guest'],
  ];
  const configured = config.getOptionalConfig('auth.providers')?.keys() ?? [];
  return known.filter(([id]) => configured.includes(id)).map(([, provider]) => provider);
}

const page = SignInPageBlueprint.make({
  params: {
    loader: async () => props => {
      const offered = providers(useApi(configApiRef));
      return <SignInPage {...props} providers={offered} title={offered.length > 0 ? undefined : 'Nobody can sign in here: auth.providers is empty'} />;
    },
  },
});

/** The page where one signs in offers what `auth.providers` of the configuration has. */
export const signIn = createFrontendModule({ pluginId: 'app', extensions: [page, oidc] });
