// Looks for a component in the search of the sidebar and on the page of its own, and reads what the portal tells of the task that the
// main job has left behind.
//   node search.mjs --base http://localhost:7007
import assert from 'node:assert/strict';
import { enter, person } from './lib/people.mjs';
import { openPortal } from './lib/portal.mjs';
import { eventually, getJson, options, token } from './lib/service.mjs';
import { Steps } from './lib/steps.mjs';

const given = options({ base: 'http://localhost:7007', quick: false, as: '', provider: '' });
const { base } = given;
const who = person(given);
const steps = new Steps();
const portal = await openPortal(base, `search${who.album}`, who);
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
  assert.ok((await unread()) > 0, 'expected something unread: the main job ends with a task of whoever does it');
  await portal.go('/');
  await sidebar.getByRole('link', { name: /Notifications/ }).click();
  await page.waitForURL('**/notifications*');
  await page.getByText(/Java service (is done|has failed)/).first().waitFor();
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

/** A task that ends badly, since its repository is there already; nothing is left of it but what is told. */
async function failATask() {
  const locations = await getJson(base, '/api/catalog/locations');
  const [, name] = locations.map(({ data }) => new RegExp(`/git/${who.team}/([^/]+)/`).exec(data.target)).find(match => match);
  const values = {
    name,
    description: 'Is there already',
    owner: `group:default/${who.team}`,
    system: who.system.ref,
    javaPackage: 'com.fernwick.again',
    port: 8080,
    services: [],
  };
  const headers = { authorization: `Bearer ${await token(base)}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ templateRef: 'template:default/java-service', values });
  const answer = await fetch(`${base}/api/scaffolder/v2/tasks`, { method: 'POST', headers, body });
  assert.equal(answer.status, 201);
  const { id } = await answer.json();
  await eventually('the end of the task', 60_000, async () => (await getJson(base, `/api/scaffolder/v2/tasks/${id}`)).status === 'failed');
}

/** By a signal: nothing is loaded anew, and nobody comes back to the page. */
async function hearAtOnce() {
  await portal.go('/catalog');
  await page.waitForLoadState('networkidle');
  const before = await unread();
  await failATask();
  await sidebar.getByRole('link', { name: /Notifications/ }).getByText(String(before + 1), { exact: true }).waitFor();
  await portal.picture('told-at-once');
}

/** What is turned off in the settings is told no more, and another browser knows of it. */
async function turnOff() {
  const all = where => where.getByRole('row').filter({ hasText: 'Tasks of golden paths' }).first().getByRole('switch');
  await portal.go('/settings/notifications');
  // It turns when the service has stored it.
  await all(page).click({ force: true });
  await eventually('it off', 60_000, async () => !(await all(page).isChecked()));
  const other = await openPortal(base, `search-elsewhere${who.album}`, who);
  try {
    await other.go('/settings/notifications');
    await enter(other, who);
    await all(other.page).waitFor({ state: 'attached' });
    await eventually('it off in another browser', 60_000, async () => !(await all(other.page).isChecked()));
    await other.picture('turned-off');
    other.assertQuiet();
  } finally {
    await other.close();
  }
  const before = await unread();
  await failATask();
  assert.equal(await unread(), before, 'it was told though it is turned off');
  await all(page).click({ force: true });
  await eventually('it on', 60_000, () => all(page).isChecked());
  await failATask();
  await eventually('it told again', 60_000, async () => (await unread()) === before + 1);
}

console.log(`Search and notifications of ${base}`);
try {
  await steps.chain(
    () => portal.picture('failure'),
    [`${who.login || 'a guest'} signs in`, async () => {
      await portal.go('/');
      await enter(portal, who);
    }],
    ['the search of the sidebar finds a component by the begin of two words', findInTheModal],
    ['the page of the search finds a misspelled one', findOnThePage],
    ['the end of the task was told', seeWhatIsTold],
    ['it is marked as read', markAsRead],
    ['a page that is open is told at once', hearAtOnce],
    ['what is turned off in the settings is not told', turnOff],
    ['the browser has nothing to complain of', async () => portal.assertQuiet()],
  );
} finally {
  await portal.close();
}
steps.close();
