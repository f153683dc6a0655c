// Somebody with an account at an OpenID provider signs in at the front door, in a browser of their own, and is themselves in Buildrun.
import assert from 'node:assert/strict';
import { ask, expect } from './people.mjs';

const LOGIN = 'lea.moreau';
const LEA = `user:default/${LOGIN}`;
const OWN = 'component:default/storefront-gateway';
const FOREIGN = 'component:default/cart';

/** @param world as for the tokens @param portal an open browser that may visit the provider */
export function accountSteps({ door, buildrun }, portal) {
  const { page } = portal;
  let token;

  async function signIn() {
    // Backstage asks for a session before it opens the popup, and there is none.
    portal.tolerate(`GET ${door}/api/auth/oidc/refresh?`);
    page.on('request', request => {
      token = request.headers().authorization?.replace(/^Bearer /, '') ?? token;
    });
    await portal.go('/');
    const card = page.getByRole('listitem').filter({ has: page.getByText('Front Door account', { exact: true }) });
    const [popup] = await Promise.all([page.waitForEvent('popup'), card.getByRole('button', { name: 'Sign In' }).click()]);
    await popup.locator('input[name=login]').fill(LOGIN);
    await popup.locator('input[name=password]').fill('any will do');
    await popup.locator('button[type=submit]').click();
    await popup.getByRole('button', { name: 'Continue' }).click();
    await page.getByTestId('sidebar-root').getByRole('link', { name: 'Catalog', exact: true }).waitFor();
  }

  async function seesWhatIsTheirs() {
    await portal.go('/catalog?filters[kind]=component&filters[user]=owned');
    await page.getByRole('table').getByRole('link', { name: 'Storefront gateway', exact: true }).waitFor();
    assert.equal(await page.getByRole('table').getByRole('link', { name: 'Cart', exact: true }).count(), 0);
    await portal.picture('owned');
  }

  /** The audit of Buildrun names who has done it, and nobody else could have. */
  async function actsAsThemselves() {
    const refresh = entityRef => ask(`${buildrun}/api/catalog/refresh`, { method: 'POST', token, json: { entityRef } });
    assert.equal((await refresh(OWN)).status, 200);
    assert.equal((await refresh(FOREIGN)).status, 403);
    const { items } = await expect(200, `${buildrun}/api/buildrun/audit?actor=${LEA}&entity=${OWN}`, { token });
    assert.ok(items.length > 0 && items.every(({ actor }) => actor === LEA), JSON.stringify(items).slice(0, 300));
  }

  return [
    ['account: somebody signs in at the front door with an OpenID provider', signIn],
    ['account: Buildrun shows them what is theirs', seesWhatIsTheirs],
    ['account: what they do there, they have done', actsAsThemselves],
    ['account: their browser had nothing to complain about', async () => portal.assertQuiet()],
  ];
}
