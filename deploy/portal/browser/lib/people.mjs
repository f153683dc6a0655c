// Who uses the portal: a guest, or somebody with an account at the OpenID provider of `./dev browser`.
import { eventually, speakAs } from './service.mjs';

/** The team that somebody makes services for, and the system that these belong to, as the example has them; their own team, and a component of it. */
const teams = {
  '': {
    team: 'team-products', title: 'Team Products', system: { ref: 'system:default/product-information', title: 'Product Information' }, member: 'team-orders', owns: 'Cart',
  },
  'ines.carvalho': { team: 'team-orders', title: 'Team Orders', system: { ref: 'system:default/ordering', title: 'Ordering' }, owns: 'Cart' },
  'lea.moreau': {
    team: 'team-storefront', title: 'Team Storefront', system: { ref: 'system:default/storefront', title: 'Storefront' }, owns: 'Storefront gateway',
  },
};

/** What the options `--as LOGIN` and `--provider URL` say; without them a guest. */
export function person({ as, provider }) {
  if (!(as in teams) || (as !== '') !== (provider !== '')) {
    console.error(`expected --provider and --as with one of ${Object.keys(teams).filter(login => login).join(', ')}, or neither`);
    process.exit(2);
  }
  return { member: teams[as].team, ...teams[as], login: as, album: as && `-${as}`, visits: provider ? [new URL(provider).host] : [] };
}

/** The card of a provider on the page on which one signs in. */
export const card = (page, title) => page.getByRole('listitem').filter({ has: page.getByText(title, { exact: true }) });

export async function popupOf(page, title) {
  const [popup] = await Promise.all([page.waitForEvent('popup'), card(page, title).getByRole('button', { name: 'Sign In' }).click()]);
  return popup;
}

/** Signs in with an account from the page on which one signs in, and waits for the sidebar. */
export async function signInWithAccount(portal, login) {
  const { base, page } = portal;
  const popup = await popupOf(page, 'Fernwick account');
  await popup.locator('input[name=login]').fill(login);
  await popup.locator('input[name=password]').fill('any will do');
  await popup.locator('button[type=submit]').click();
  await popup.getByRole('button', { name: 'Continue' }).click();
  await page.getByTestId('sidebar-root').getByRole('link', { name: 'Catalog', exact: true }).waitFor();
  await eventually('the popup closed', 60_000, () => popup.isClosed());
  // Backstage asks for a session before it opens the popup, and there was none.
  const noSession = `GET ${base}/api/auth/oidc/refresh?`;
  portal.complaints.splice(0, Infinity, ...portal.complaints.filter(complaint => !complaint.startsWith(noSession)));
}

/** Signs in as this person, who then asks the service, too. */
export async function enter(portal, { login }) {
  if (!login) {
    await portal.enterAsGuest();
    return;
  }
  await signInWithAccount(portal, login);
  speakAs(() => eventually('a request of the portal with a token', 60_000, () => portal.token));
}
