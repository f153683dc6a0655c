// A real OpenID provider for tests: every user name is an account, and the e-mail address is made of it. Arguments: where the package is, port, callback, domain of addresses.
import { createRequire } from 'node:module';
const require = createRequire(process.argv[2] + '/');
const { default: Provider } = await import(require.resolve('oidc-provider'));
const [, , , port, callback, domain = 'example.org'] = process.argv;
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: 'portal', client_secret: 'portal-secret', redirect_uris: [callback], grant_types: ['authorization_code', 'refresh_token'] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@${domain}`, email_verified: id !== 'unverified', name: id }),
  }),
  issueRefreshToken: () => true,
  pkce: { required: () => true },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
