// Looks for a component in the search of the sidebar and on the page of its own, and reads what the portal tells of the task that the
// main job has left behind.
//   node search.mjs --base http://localhost:7007
import assert from 'node:assert/strict';
import { openPortal } from './lib/portal.mjs';
import { eventually, getJson, options } from './lib/service.mjs';
import { Steps } from './lib/steps.mjs';

const { base } = options({ base: 'http://localhost:7007', quick: false });
const steps = new Steps();
const portal = await openPortal(base, 'search');
const { page } = portal;

const sidebar = page.getByTestId('sidebar-root');
const unread = async () => (await getJson(base, '/api/notifications/status')).unread;

async function findInTheModal() {
  await sidebar.getByRole('button', { name: 'Search' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Search' }).fill('card adap');
  const result = dialog.getByRole('link', { name: /Card adapter/ }).first();
  await result.waitFor();
  await portal.picture('modal');
  await result.click();
  await page.waitForURL('**/catalog/default/component/card-adapter');
  await page.getByText("Speaks the card provider's dialect").first().waitFor();
}

/** With a typing error, as people write. */
async function findOnThePage() {
  await portal.go('/search');
  await page.getByRole('textbox', { name: 'Search' }).last().fill('chekout');
  const results = page.getByRole('link', { name: /checkout/i });
  await results.first().waitFor();
  assert.match(await results.first().getAttribute('href'), /\/catalog\/default\/component\/checkout$/);
  await page.waitForLoadState('networkidle');
  await portal.picture('page');
  await results.first().click();
  await page.waitForURL('**/catalog/default/component/checkout');
}

async function seeWhatIsTold() {
  assert.ok((await unread()) > 0, 'expected something unread: the main job ends with a task of the guest');
  await portal.go('/');
  await sidebar.getByRole('link', { name: /Notifications/ }).click();
  await page.waitForURL('**/notifications*');
  await page.getByText('Java service is done').first().waitFor();
  await page.waitForLoadState('networkidle');
  await portal.picture('notifications');
}

async function markAsRead() {
  const before = await unread();
  await page.getByRole('checkbox', { name: 'Select notification' }).first().check({ force: true });
  // Columns that can be dragged are buttons too, and named by what is in them.
  await page.locator('button[aria-label="Mark selected as read"]').first().click();
  await eventually('one unread notification less', 60_000, async () => (await unread()) === before - 1);
  await page.waitForLoadState('networkidle');
  await portal.picture('marked-as-read');
}

console.log(`Search and notifications of ${base}`);
try {
  await steps.chain(
    () => portal.picture('failure'),
    ['a guest signs in', async () => {
      await portal.go('/');
      await portal.enterAsGuest();
    }],
    ['the search of the sidebar finds a component by the begin of two words', findInTheModal],
    ['the page of the search finds a misspelled one', findOnThePage],
    ['the end of the task was told', seeWhatIsTold],
    ['it is marked as read', markAsRead],
    ['the browser has nothing to complain of', async () => portal.assertQuiet()],
  );
} finally {
  await portal.close();
}
steps.close();
