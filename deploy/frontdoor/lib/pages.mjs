// The pages of the front door, as a newcomer uses them; what they show comes from Buildrun.
import assert from 'node:assert/strict';
import { eventually } from '../../portal/browser/lib/service.mjs';
import { expect } from './people.mjs';

const TASK_MILLISECONDS = 120_000;
const WISH = { name: `door-${Date.now().toString(36)}`, description: 'Opens and closes', owner: 'Team Orders', system: 'Ordering' };

/** @param world as for the tokens @param portal an open browser */
export function pageSteps({ door, buildrun, people }, portal) {
  const { page } = portal;
  const read = async path => expect(200, buildrun + path, { token: await people.guest() });

  async function signIn() {
    await portal.go('/');
    await page.getByRole('button', { name: 'Enter' }).waitFor();
    await portal.enterAsGuest();
  }

  async function seeTheCatalog() {
    const { totalItems } = await read('/api/catalog/entities/by-query?filter=kind=component&limit=0');
    assert.ok(totalItems > 10, `expected the components of the example, found ${totalItems}`);
    await portal.go('/catalog');
    await page.getByRole('heading', { name: /Components \(\d+\)/ }).last().waitFor();
    await page.getByRole('menuitem', { name: /^All \d+/ }).click();
    await page.getByRole('heading', { name: `All Components (${totalItems})` }).last().waitFor();
    await portal.picture('catalog');
  }

  async function seeAnEntity() {
    await portal.go('/catalog/default/component/checkout');
    await page.getByRole('link', { name: 'Team Orders' }).first().waitFor();
    await page.waitForLoadState('networkidle');
    await portal.picture('entity');
  }

  /** What the permissions of the front door answer, which hold their condition against Buildrun's catalog. */
  async function seeWhatMayBeDeleted(name, may) {
    await portal.go(`/catalog/default/component/${name}`);
    const answer = page.waitForResponse(response => response.url() === `${door}/api/permission/authorize` && response.request().postData().includes('catalog.entity.delete'));
    await page.getByRole('button', { name: 'more' }).click();
    await answer;
    const item = page.getByRole('menuitem', { name: 'Unregister entity' });
    await item.and(page.locator(may ? ':not([aria-disabled="true"])' : '[aria-disabled="true"]')).waitFor();
    await portal.picture(`menu-of-${name}`);
  }

  async function pick(label, title) {
    await page.getByRole('textbox', { name: label }).click();
    await page.getByRole('textbox', { name: label }).fill(title);
    await page.getByRole('option', { name: title }).first().click();
  }

  async function create() {
    await portal.go('/create');
    const card = page.locator('article article, [class*="MuiCard-root"]').filter({ hasText: 'Java service' }).last();
    await card.getByRole('button', { name: 'Choose' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill(WISH.name);
    await page.getByRole('textbox', { name: 'Description' }).fill(WISH.description);
    await pick('Owner', WISH.owner);
    await pick('System', WISH.system);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('textbox', { name: 'Java package' }).waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.waitForURL(/\/create\/tasks\/[0-9a-f-]+$/);
  }

  async function followTheTask() {
    const id = page.url().split('/').pop();
    await page.getByRole('link', { name: 'Open in catalog' }).waitFor({ timeout: TASK_MILLISECONDS });
    await portal.picture('task');
    const { status, createdBy } = await read(`/api/scaffolder/v2/tasks/${id}`);
    assert.deepEqual({ status, createdBy }, { status: 'completed', createdBy: 'user:development/guest' });
  }

  /** The permissions of the front door show tasks of others to everybody but one. */
  async function othersMissTheTask() {
    const id = page.url().split('/').pop();
    const limited = await people.named('user:default/limited', ['user:default/limited']);
    const others = await people.named('user:default/visitor', ['user:default/visitor']);
    await expect(200, `${buildrun}/api/scaffolder/v2/tasks/${id}`, { token: others });
    await expect(403, `${buildrun}/api/scaffolder/v2/tasks/${id}`, { token: limited });
    await expect(403, `${buildrun}/api/scaffolder/v2/tasks/${id}/events`, { token: limited });
    const { tasks } = await expect(200, `${buildrun}/api/scaffolder/v2/tasks`, { token: limited });
    assert.deepEqual(tasks, []);
  }

  async function openTheComponent() {
    await page.getByRole('link', { name: 'Open in catalog' }).click();
    await page.waitForURL(`**/catalog/default/component/${WISH.name}`);
    // Registered is not yet processed: who follows the link at once may have to load the page again.
    portal.tolerate(`GET ${buildrun}/api/catalog/entities/by-name/component/default/${WISH.name} answered 404`);
    await eventually('the new component in the catalog', 60_000, async () => {
      const isThere = await page.getByText(WISH.description).first().waitFor({ timeout: 3_000 }).then(() => true, () => false);
      return isThere || void (await page.reload());
    });
    await portal.picture('component');
  }

  /** Buildrun has signed for its scaffolder, and the notifications of the front door have believed it. */
  async function hearOfTheTask() {
    await eventually('the notification that the task is done', 60_000, async () => {
      const { notifications } = await expect(200, `${door}/api/notifications/notifications`, { token: await people.guest() });
      return notifications.some(({ origin, payload }) => origin === 'plugin:scaffolder' && payload.title === 'Java service is done');
    });
    await portal.go('/notifications');
    await page.getByText('Java service is done').first().waitFor();
    await portal.picture('notifications');
  }

  async function find() {
    await eventually('the search to find the new component', 60_000, async () => {
      const { results } = await expect(200, `${door}/api/search/query?term=${WISH.name}`, { token: await people.guest() });
      return results.some(({ document }) => document.title === WISH.name);
    });
    await portal.go(`/search?query=${WISH.name}`);
    await page.locator(`a[href$="/catalog/default/component/${WISH.name}"]`).first().click();
    await page.waitForURL(`**/catalog/default/component/${WISH.name}`);
    await page.waitForLoadState('networkidle');
  }

  async function openBuildrunsPages() {
    await portal.go('/catalog/default/group/team-orders/team');
    await page.getByRole('region', { name: 'Services of this team' }).getByRole('row').nth(1).waitFor();
    await page.waitForLoadState('networkidle');
    await portal.picture('team');
  }

  return [
    ['pages: a guest signs in at the front door', signIn],
    ['pages: the catalog lists the components', seeTheCatalog],
    ['pages: a component shows its owner', seeAnEntity],
    ['pages: an owner may unregister', () => seeWhatMayBeDeleted('checkout', true)],
    ['pages: others may not', () => seeWhatMayBeDeleted('card-adapter', false)],
    ['pages: a service is created from a template', create],
    ['pages: the task runs to its end', followTheTask],
    ['pages: others see the task as the permissions of the front door let them', othersMissTheTask],
    ['pages: it leads to the new component', openTheComponent],
    ['pages: the notifications tell of the task', hearOfTheTask],
    ['pages: the search of the front door finds the component', find],
    ['pages: the pages of Build-Run teams are there', openBuildrunsPages],
    ['pages: the browser had nothing to complain about', async () => portal.assertQuiet()],
  ];
}
