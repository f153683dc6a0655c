// The pages that come with plugins of Backstage beside catalog and scaffolder: home, documentation, Kubernetes without a cluster, visualizer; in light and in dark.
//   node pages.mjs --base http://localhost:7007
import assert from 'node:assert/strict';
import { assertAccessible } from './lib/axe.mjs';
import { openPortal } from './lib/portal.mjs';
import { options } from './lib/service.mjs';
import { Steps } from './lib/steps.mjs';

const { base } = options({ base: 'http://localhost:7007', quick: false });
const steps = new Steps();
const orders = '/catalog/default/component/orders';

const sidebar = 'label-content-name-mismatch';

/** Nothing on its way any more, be it data or pictures of it. */
async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.locator('.bui-Skeleton').first().waitFor({ state: 'detached' });
}

// what one looks at, its path, something that is there only when the page has its data, and the rules that Backstage's own parts break:
// headings of tables that are buttons around buttons, tabs that point at panels which are not there; on the start page
// a list of visits without visits, and pale words about notifications (what is ours there is looked at by itself)
const [table, tabs, start] = [['nested-interactive'], ['aria-valid-attr-value'], ['list', 'color-contrast', 'link-in-text-block']];
const stops = [
  ['the start page', '/', page => page.getByRole('region', { name: 'Team Orders' }).getByRole('link', { name: 'Cart' }), start],
  ['the list of documentation', '/docs', page => page.getByRole('link', { name: 'Orders' }), table],
  ['the documentation of a service', '/docs/default/component/orders', page => page.getByRole('heading', { name: 'How an order lives' }), []],
  ['a page of it', '/docs/default/component/orders/runbook/', page => page.getByRole('heading', { name: 'Orders pile up' }), []],
  ['the documentation in the page of a service', `${orders}/docs`, page => page.getByRole('heading', { name: 'How an order lives' }), []],
  ['documentation that is not there', '/docs/default/component/cart', page => page.getByText(/not found/i), []],
  ['what runs of a service, without a cluster', `${orders}/kubernetes`, page => page.getByText('No Kubernetes resources'), []],
  ['the parts of the app', '/visualizer/tree', page => page.getByText('app/routes').first(), tabs],
];

async function lookAt(portal, [name, path, sign, known]) {
  const { page } = portal;
  await portal.go(path);
  try {
    await sign(page).first().waitFor();
  } catch (error) {
    await portal.picture('failed');
    throw error;
  }
  await settled(page);
  await portal.picture(name.replaceAll(' ', '-'));
  await assertAccessible(page, { known: [...known, sidebar] });
  if (path === '/') {
    await assertAccessible(page, { within: '.br' });
  }
  portal.assertQuiet();
}

async function inTheme(theme) {
  const portal = await openPortal(base, `pages-${theme}`);
  const { page } = portal;
  try {
    await portal.context.addInitScript(name => localStorage.setItem('theme', name), theme);
    await steps.step(`the page where one signs in, in ${theme}`, async () => {
      await portal.go('/');
      await page.getByRole('button', { name: 'Enter' }).waitFor();
      assert.equal(await page.locator('body').getAttribute('data-theme-mode'), theme);
      await portal.picture('sign-in');
      await assertAccessible(page);
    });
    await steps.step(`a guest signs in, in ${theme}`, async () => {
      await portal.enterAsGuest();
      assert.equal(await page.locator('body').getAttribute('data-theme-mode'), theme);
    });
    for (const where of ['metadata/entity', 'metadata/techdocs', 'static/docs']) {
      portal.tolerate(`GET ${base}/api/techdocs/${where}/default/component/cart`);
    }
    for (const stop of stops) {
      await steps.step(`${stop[0]}, in ${theme}`, () => lookAt(portal, stop));
      portal.complaints.length = 0;
    }
    if (theme === 'light') {
      await steps.step('documentation leads on, and its pictures are there', () => reads(portal));
      await steps.step('the search finds documentation, and leads to the place', () => finds(portal));
      await steps.step('what was visited and starred stands on the start page, in another browser too', () => remembers(portal));
    }
  } finally {
    await portal.close();
  }
}

/** From page to page by links of the documentation, with its pictures, which a browser asks for without a token. */
async function reads(portal) {
  const { page } = portal;
  await portal.go('/docs/default/component/orders');
  const picture = page.getByRole('img', { name: 'The states of an order, from paid to delivered' });
  await picture.waitFor();
  assert.ok(await picture.evaluate(image => image.complete && image.naturalWidth > 0), 'the picture is not there');
  await page.getByRole('link', { name: 'runbook' }).first().click();
  await page.getByRole('heading', { name: 'Orders pile up' }).waitFor();
  assert.match(page.url(), /\/docs\/default\/component\/orders\/runbook\/?$/);
  portal.assertQuiet();
}

async function finds(portal) {
  const { page } = portal;
  await portal.go('/search?query=pile&types[]=techdocs');
  await page.getByRole('link', { name: /Orders pile up/ }).first().click();
  await page.getByRole('heading', { name: 'Orders pile up' }).waitFor();
  await portal.picture('found-in-the-documentation');
  portal.assertQuiet();
}

/** Both are kept by the service, with the user. */
async function remembers(portal) {
  const { page } = portal;
  await portal.go(orders);
  const star = page.getByRole('button', { name: /favorites/i }).first();
  await star.waitFor();
  await settled(page);
  const wasStarred = /remove/i.test(await star.getAttribute('aria-label'));
  if (!wasStarred) {
    await star.click();
    await page.getByRole('button', { name: /remove from favorites/i }).first().waitFor();
    await settled(page);
  }
  const other = await openPortal(base, 'pages-elsewhere');
  try {
    await other.go('/');
    await other.enterAsGuest();
    await other.page.getByRole('link', { name: 'Orders', exact: true }).first().waitFor();
    await other.page.getByText('Recently Visited').waitFor();
    await other.page.locator('a[href$="/catalog/default/component/orders"]').nth(1).waitFor();
    await settled(other.page);
    await other.picture('remembered');
    other.assertQuiet();
  } finally {
    await other.close();
  }
  await page.getByRole('button', { name: /remove from favorites/i }).first().click();
  await page.getByRole('button', { name: /add to favorites/i }).first().waitFor();
  portal.assertQuiet();
}

console.log(`The pages of Backstage's other plugins at ${base}`);
await inTheme('light');
await inTheme('dark');
steps.close();
