// The pages of Build-Run teams, on the example organisation: what they show, what they do, and who can use them; in light and in dark.
//   node build-run.mjs --base http://localhost:7007
import assert from 'node:assert/strict';
import { assertAccessible } from './lib/axe.mjs';
import { openPortal } from './lib/portal.mjs';
import { eventually, getJson, guestToken, options } from './lib/service.mjs';
import { buildRunStops as stops, cart, team } from './lib/stops.mjs';
import { Steps } from './lib/steps.mjs';

const { base } = options({ base: 'http://localhost:7007', quick: false });
const steps = new Steps();
const platform = '/api/buildrun/platform';

/** Nothing on its way any more, be it data or pictures of it. */
async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.locator('.bui-Skeleton').first().waitFor({ state: 'detached' });
}

async function lookAt(portal, [name, path, sign]) {
  const { page } = portal;
  await portal.go(path);
  await sign(page).waitFor();
  await settled(page);
  await portal.picture(name.replaceAll(' ', '-'));
  await assertAccessible(page, { within: '.br' });
  portal.assertQuiet();
}

/** Where the service can't be reached, the page says so and can be used, and comes back without being loaded anew. */
async function loseTheService(portal, [name, path, sign]) {
  const { page } = portal;
  const ours = '**/api/buildrun/**';
  await page.route(ours, route => route.abort('connectionrefused'));
  await portal.go(path);
  await page.getByRole('alert').filter({ hasText: 'could not be loaded' }).first().waitFor();
  await settled(page);
  await portal.picture(`without-${name.replaceAll(' ', '-')}`);
  await assertAccessible(page, { within: '.br' });
  await page.unroute(ours);
  const again = page.getByRole('button', { name: 'Try again' });
  await eventually('no failure left', 60_000, async () => {
    const left = await again.count();
    await again.first().click({ timeout: 1_000 }).catch(() => undefined);
    return left === 0;
  });
  await sign(page).waitFor();
}

/** On a narrow screen the page itself never scrolls sideways. */
async function narrow(portal, [name, path, sign]) {
  const { page } = portal;
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 500, height: 900 });
  try {
    await portal.go(path);
    await sign(page).waitFor();
    await settled(page);
    await portal.picture(`narrow-${name.replaceAll(' ', '-')}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'the page is wider than the screen');
    portal.assertQuiet();
  } finally {
    await page.setViewportSize(wide);
  }
}

/** Tab reaches whatever can be used, and one sees where one is. Of a group of choices it reaches one, arrows lead on. */
async function byTab(portal, [, path, sign]) {
  const { page } = portal;
  await portal.go(path);
  await sign(page).waitFor();
  await settled(page);
  await page.evaluate(() => {
    const usable = '.br :is(a[href], button, input, select, summary, [tabindex="0"])';
    const isReached = element => element.tabIndex >= 0 && !element.disabled && element.checkVisibility() && !element.closest('[role=radiogroup], [role=toolbar]');
    globalThis.waiting = new Set([...document.querySelectorAll(usable)].filter(isReached));
    globalThis.unseen = [];
    globalThis.all = globalThis.waiting.size;
  });
  const most = await page.evaluate(() => 2 * globalThis.all + 100);
  for (let press = 0; press < most; press++) {
    await page.keyboard.press('Tab');
    const left = await page.evaluate(() => {
      const element = document.activeElement;
      const shape = element.querySelector('rect, circle') ?? element;
      const isSeen = [element, shape].map(each => getComputedStyle(each)).some(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none');
      if (globalThis.waiting.delete(element) && !isSeen) {
        globalThis.unseen.push(element.outerHTML.slice(0, 200));
      }
      return globalThis.waiting.size;
    });
    if (left === 0) {
      break;
    }
  }
  const [missed, unseen] = await page.evaluate(() => [[...globalThis.waiting].map(element => element.outerHTML.slice(0, 200)), globalThis.unseen]);
  assert.deepEqual(missed, [], 'Tab does not reach it');
  assert.deepEqual(unseen, [], 'one does not see that it has the focus');
}

/** The numbers of the team page are those of the API. */
async function teamFigures({ page, go }) {
  const { services } = await getJson(base, `${platform}/teams/default/team-orders`);
  await go(`${team}/team`);
  const rows = page.getByRole('region', { name: 'Services of this team' }).getByRole('row');
  await rows.nth(1).waitFor();
  assert.equal(await rows.count(), services.length + 1);
  const { url, user } = await getJson(base, `${platform}/who-is-on-call/group/default/team-orders`);
  const onCall = page.getByRole('region', { name: 'On call', exact: true });
  await (url ? onCall.getByRole('link', { name: url }) : onCall.locator(`a[href$="${user.split('/').pop()}"]`).first()).waitFor();
}

/** Every rule stands on the page, once for all environments that say the same, and one can leave out what passes. */
async function rules({ page, go }) {
  const { items } = await getJson(base, `${platform}/components/component/default/cart/conformance`);
  const lines = results => new Set(results.map(({ rule, result, reason, waivedUntil }) => [rule, result, reason, waivedUntil].join())).size;
  await go(`${cart}/conformance`);
  const rows = page.getByRole('region', { name: 'Results by rule' }).getByRole('row');
  await rows.nth(1).waitFor();
  assert.equal(await rows.count(), lines(items) + 1);
  await page.getByRole('button', { name: /^Passing/ }).click();
  assert.equal(await rows.count(), lines(items.filter(({ result }) => result !== 'pass')) + 1);
}

/** The figures are those of the days that one chooses. */
async function deliveryOf({ page, go }) {
  await go('/platform/delivery');
  const days = page.getByRole('radiogroup', { name: 'Which days to count' }).or(page.getByRole('toolbar', { name: 'Which days to count' }));
  const region = page.getByRole('region', { name: 'How we deliver' });
  await region.getByText('Lead time for changes').waitFor();
  for (const [text, window] of [['7 days', '7d'], ['90 days', '90d'], ['30 days', '30d']]) {
    const asked = page.waitForResponse(response => new URL(response.url()).pathname === `${platform}/dora` && response.url().includes(`window=${window}`));
    await days.getByText(text, { exact: true }).click();
    const { from, to, total, groups } = await (await asked).json();
    assert.equal(Math.round((new Date(to) - new Date(from)) / 86_400_000), parseInt(window, 10));
    await region.getByText(`${total.deployments} in all`).waitFor();
    assert.equal(groups.reduce((sum, { figures }) => sum + figures.deployments, 0), total.deployments, 'the teams together are all');
  }
}

/** Without a mouse: opens the dialog, is told what is missing, asks for a waiver, and gives it back. */
async function waiver({ page, go }, picture) {
  await go(`${cart}/conformance`);
  const open = page.getByRole('button', { name: /^Waive BR-/ }).first();
  await open.waitFor();
  const rule = (await open.getAttribute('aria-label')).split(' ').at(-1);
  await open.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: `Waive ${rule} for cart` });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await eventually('the focus back on the button', 60_000, () => open.evaluate(element => element === document.activeElement));
  await page.keyboard.press('Enter');
  await dialog.getByLabel(/^Why/).fill('The browser test asks for it and gives it back');
  await picture('asking-for-a-waiver');
  await assertAccessible(page, { within: '[role=dialog]' });
  await dialog.getByRole('button', { name: 'Ask for it' }).click();
  await page.getByText('Waiver asked for').first().waitFor();

  await go('/approvals');
  const request = page.getByRole('listitem').filter({ hasText: `${rule} for` }).filter({ hasText: 'The browser test asks for it' });
  await request.getByText('You have asked for it, so somebody else decides.').waitFor();
  await picture('a-waiver-in-the-inbox');
  assert.equal(await request.getByRole('button').count(), 0, 'who asked decides');

  await go(`${team}/team`);
  await page.getByRole('button', { name: `Withdraw the waiver of ${rule} for cart` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('No waiver is open').waitFor();
  const { items } = await getJson(base, `${platform}/waivers?component=component:default/cart&status=requested`);
  assert.deepEqual(items, []);
}

/** An alert as Alertmanager sends it; false where the service has not been given the token for that. */
async function send(status, name, startsAt) {
  const alert = {
    status,
    labels: { alertname: name, severity: 'critical', buildrun_dev_component: 'cart' },
    annotations: { summary: 'Baskets come back empty' },
    startsAt,
    endsAt: status === 'resolved' ? new Date().toISOString() : '0001-01-01T00:00:00Z',
    generatorURL: 'https://prometheus.fernwick.example/graph',
    fingerprint: Buffer.from(name).toString('hex').slice(0, 16),
  };
  const answer = await fetch(`${base}/api/buildrun/platform/alerts`, {
    method: 'POST',
    headers: { authorization: 'Bearer sent-by-the-browser-test', 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', status, receiver: 'buildrun', groupLabels: {}, commonLabels: {}, commonAnnotations: {}, alerts: [alert] }),
  });
  if (answer.status === 401) {
    return false;
  }
  assert.equal(answer.status, 200, await answer.text());
  return true;
}

/** It fires, is seen where one begins the day, is taken, and passes. */
async function alert({ page, go }, picture) {
  const name = `EmptyBaskets${Date.now() % 100_000}`;
  const startsAt = new Date(Date.now() - 120_000).toISOString();
  if (!(await send('firing', name, startsAt))) {
    console.log('        left out: the service has not the token of waiting/app-config.yaml');
    return;
  }
  await go('/');
  await page.getByRole('list', { name: 'Alerts that nobody has taken' }).getByText(name).waitFor();
  await settled(page);
  await picture('an-alert-on-the-start-page');
  // The links of Backstage's own card of unread notifications are told by their colour alone.
  await assertAccessible(page, { within: 'main', known: ['link-in-text-block'] });
  await go(`${team}/alerts`);
  const row = page.getByRole('region', { name: 'Alerts that fire' }).getByRole('row').filter({ hasText: name });
  await row.getByText('Firing').waitFor();
  await settled(page);
  await picture('an-alert-of-the-team');
  await assertAccessible(page, { within: '.br' });
  await go(`${cart}/alerts`);
  await page.getByRole('button', { name: `Take ${name}` }).click();
  await page.getByRole('dialog').getByLabel(/^A word/).fill('I look at it');
  await picture('taking-an-alert');
  await assertAccessible(page, { within: '[role=dialog]' });
  await page.getByRole('dialog').getByRole('button', { name: 'Take it' }).click();
  await row.getByText('Taken').waitFor();
  await row.getByText('I look at it').waitFor();
  await picture('an-alert-is-taken');
  await send('resolved', name, startsAt);
  await go(`${cart}/alerts`);
  await page.getByRole('region', { name: 'Alerts that are resolved' }).getByRole('row').filter({ hasText: name }).waitFor();
  assert.equal(await row.count(), 0, 'what has passed does not fire any more');
  await picture('an-alert-has-passed');
}

/** A task that waits stands in the inbox until somebody decides, and goes on then. Only where the template of `waiting` is. */
async function inbox({ page, go }, picture) {
  const { items } = await getJson(base, '/api/catalog/entities/by-query?filter=kind=template,metadata.name=browser-waiting');
  if (items.length === 0) {
    console.log('        left out: the template of waiting/app-config.yaml is not there');
    return;
  }
  const headers = { authorization: `Bearer ${await guestToken(base)}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ templateRef: 'template:default/browser-waiting', values: { reason: 'the inbox' } });
  const answer = await fetch(`${base}/api/scaffolder/v2/tasks`, { method: 'POST', headers, body });
  assert.equal(answer.status, 201);
  const { id } = await answer.json();
  await eventually('the approval', 60_000, async () => (await getJson(base, '/api/buildrun/approvals')).items.some(({ taskId }) => taskId === id));
  await go('/approvals');
  const request = page.getByRole('listitem').filter({ hasText: 'May we, for the inbox?' });
  await request.getByRole('button', { name: /^Approve/ }).click();
  await page.getByRole('dialog').getByLabel(/^Why/).fill('Seen in the inbox');
  await picture('approving-a-task');
  await assertAccessible(page, { within: '[role=dialog]' });
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await request.waitFor({ state: 'detached' });
  await eventually('the end of the task', 60_000, async () => (await getJson(base, `/api/scaffolder/v2/tasks/${id}`)).status === 'completed');
}

/** The graph leads on, and the list says the same as the picture. */
async function impact({ page, go }) {
  const { count, nodes } = await getJson(base, '/api/buildrun/impact/component/default/cart?depth=3');
  await go(`${cart}/impact`);
  const graph = page.getByRole('group', { name: /^Graph of/ });
  await graph.waitFor();
  const list = page.getByRole('region', { name: 'What hangs on it' }).last();
  assert.equal(await list.getByRole('row').count(), count + 1);
  assert.equal(await graph.getByRole('link').count(), nodes.filter(({ missing }) => !missing).length + 1);
  await graph.getByRole('link', { name: /^Cart API/ }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/catalog\/default\/api\/cart-api/);
}

async function inTheme(theme) {
  const portal = await openPortal(base, `build-run-${theme}`);
  const { page } = portal;
  const go = path => portal.go(path);
  try {
    await portal.context.addInitScript(name => localStorage.setItem('theme', name), theme);
    await steps.step(`a guest signs in, in ${theme}`, async () => {
      await portal.go('/');
      await portal.enterAsGuest();
      assert.equal(await page.locator('body').getAttribute('data-theme-mode'), theme);
    });
    for (const stop of stops) {
      await steps.step(`${stop[0]}, in ${theme}`, () => lookAt(portal, stop));
      portal.complaints.length = 0;
      await steps.step(`${stop[0]} on a narrow screen, in ${theme}`, () => narrow(portal, stop));
      if (stop[0] !== 'the alerts of others') { // Whose they are is known without asking for them.
        await steps.step(`${stop[0]} without the service, in ${theme}`, () => loseTheService(portal, stop));
      }
      portal.complaints.length = 0; // The browser complains of the service, too.
      if (theme === 'light') {
        await steps.step(`${stop[0]} by Tab alone`, () => byTab(portal, stop));
      }
    }
    if (theme === 'light') {
      await steps.step('the team page says what the API says', () => teamFigures({ page, go }));
      await steps.step('every rule has its line', () => rules({ page, go }));
      await steps.step('the delivery is that of the days that one chooses', () => deliveryOf({ page, go }));
      await steps.step('a waiver is asked for and given back, by keyboard', () => waiver({ page, go }, name => portal.picture(name)));
      await steps.step('an alert is seen, taken, and passes', () => alert({ page, go }, name => portal.picture(name)));
      await steps.step('a task that waits is approved in the inbox', () => inbox({ page, go }, name => portal.picture(name)));
      await steps.step('the graph of the impact leads on', () => impact({ page, go }));
    }
  } finally {
    await portal.close();
  }
}

console.log(`The pages of Build-Run teams at ${base}`);
await inTheme('light');
await inTheme('dark');
steps.close();
