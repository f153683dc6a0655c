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

// what one looks at, its path, something that is there only when the page has its data, and the rules that Backstage's own parts break
const stops = [
  ['the start page', '/home', page => page.getByRole('region', { name: 'Team Orders' }).getByRole('link', { name: 'Cart' }), []],
  ['the list of documentation', '/docs', page => page.getByRole('link', { name: 'Orders' }), ['nested-interactive']],
  ['the documentation of a service', '/docs/default/component/orders', page => page.getByRole('heading', { name: 'How an order lives' }), []],
  ['the runbook of a service', '/docs/default/component/orders/runbook/', page => page.getByRole('heading', { name: 'Orders pile up' }), []],
  ['the documentation in the page of a service', `${orders}/docs`, page => page.getByRole('heading', { name: 'How an order lives' }), []],
  ['documentation that is not there', '/docs/default/component/cart', page => page.getByText(/not found/i).first(), []],
  ['a page of documentation that is not there', '/docs/default/component/orders/nothing/', page => page.getByText(/not found/i).first(), []],
  ['what runs of a service, without a cluster', `${orders}/kubernetes`, page => page.getByText(/no .*(clusters|resources)/i).first(), []],
  ['the plan of the app', '/visualizer/tree', page => page.getByText('app/routes').first(), []],
];

async function lookAt(portal, [name, path, sign, known]) {
  const { page } = portal;
  await portal.go(path);
  await sign(page).first().waitFor();
  await settled(page);
  await portal.picture(name.replaceAll(' ', '-'));
  await assertAccessible(page, { known: [...known, sidebar] });
  portal.assertQuiet();
}

async function inTheme(theme) {
  const portal = await openPortal(base, `pages-${theme}`);
  const { page } = portal;
  try {
    await portal.context.addInitScript(name => localStorage.setItem('theme', name), theme);
    await steps.step(`a guest signs in, in ${theme}`, async () => {
      await portal.go('/');
      await portal.enterAsGuest();
      assert.equal(await page.locator('body').getAttribute('data-theme-mode'), theme);
    });
    for (const stop of stops) {
      await steps.step(`${stop[0]}, in ${theme}`, () => lookAt(portal, stop));
      if (portal.complaints.length) console.log('      ' + portal.complaints.join('\n      '));
      portal.complaints.length = 0;
    }
  } finally {
    await portal.close();
  }
}

console.log(`The pages of Backstage's other plugins at ${base}`);
await inTheme('light');
await inTheme('dark');
steps.close();
