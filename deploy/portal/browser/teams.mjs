// Two people of different teams sign in with an OpenID provider, each in a browser of their own, and see what they may and not what they may not.
//   node teams.mjs --base http://localhost:7007 --provider http://127.0.0.1:9000      a Buildrun with teams/app-config.yaml; `./dev browser` starts both
import assert from 'node:assert/strict';
import { assertAccessible } from './lib/axe.mjs';
import { openPortal } from './lib/portal.mjs';
import { card, popupOf, signInWithAccount } from './lib/people.mjs';
import { eventually, options } from './lib/service.mjs';
import { buildRunStops, cart, lookAt, stops } from './lib/stops.mjs';
import { Steps } from './lib/steps.mjs';

const { base, provider } = options({ base: 'http://localhost:7007', provider: '', quick: false });
const steps = new Steps();
const secret = { name: 'price-experiment', title: 'Price experiment', path: '/catalog/default/component/price-experiment' };

const people = {
  ines: {
    login: 'ines.carvalho', team: 'team-orders', title: 'Team Orders', own: ['Cart', 'cart'], other: ['Storefront gateway', 'storefront-gateway'],
  },
  lea: {
    login: 'lea.moreau', team: 'team-storefront', title: 'Team Storefront', own: ['Storefront gateway', 'storefront-gateway'], other: ['Cart', 'cart'],
  },
};

/** A browser of somebody; its requests show the token that the portal works with. */
async function open(who) {
  const portal = await openPortal(base, `teams-${who}`, { visits: [new URL(provider).host] });
  return { ...people[who], portal, page: portal.page };
}

/** Asks the service as the portal of this person does. */
async function ask({ portal }, path, { method = 'GET', body } = {}) {
  const headers = { authorization: `Bearer ${portal.token}`, 'content-type': 'application/json' };
  const answer = await fetch(base + path, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(60_000) });
  return { status: answer.status, body: await answer.json().catch(() => undefined) };
}

const entity = name => `/api/catalog/entities/by-name/component/default/${name}`;
const at = name => `/catalog/default/component/${name}`;
const sidebar = ({ page }) => page.getByTestId('sidebar-root');
const settled = ({ page }) => page.waitForLoadState('networkidle');

/** Every provider that is configured is there, and those who can't be asked here are at least asked for the right thing. */
async function seeProviders(person) {
  const { portal, page } = person;
  await portal.go('/');
  await card(page, 'Guest').getByRole('button', { name: 'Enter' }).waitFor();
  await portal.picture('sign-in');
  await assertAccessible(page);
  assert.equal(await page.getByRole('button', { name: 'Sign In' }).count(), 3);
  for (const [title, start, client] of [['GitHub', 'https://github.com/login/oauth/authorize?', 'portal-at-github'], ['GitLab', 'https://gitlab.com/oauth/authorize?', 'portal-at-gitlab']]) {
    portal.tolerate(`asked another host: GET ${start}`);
    const wanted = person.portal.context.waitForEvent('request', request => request.url().startsWith(start));
    const popup = await popupOf(page, title);
    const query = new URL((await wanted).url()).searchParams;
    assert.equal(query.get('client_id'), client);
    assert.equal(query.get('redirect_uri'), `${base}/api/auth/${title.toLowerCase()}/handler/frame`);
    assert.equal(query.get('code_challenge_method'), 'S256');
    await popup.close();
    await page.getByText(/Login failed/).first().waitFor();
    await page.getByRole('button', { name: 'Close' }).first().click();
  }
  portal.complaints.length = 0; // Backstage complains when somebody does not get in.
}

async function signIn({ portal, login }) {
  await signInWithAccount(portal, login);
  await portal.picture('signed-in');
}

async function staySignedIn(person) {
  await person.page.reload();
  await sidebar(person).getByRole('link', { name: 'Catalog', exact: true }).waitFor();
  const cookies = await person.portal.context.cookies(`${base}/api/auth/oidc`);
  const session = cookies.find(({ name }) => name === 'oidc-refresh-token');
  assert.ok(session.httpOnly && session.sameSite === 'Lax', 'expected a cookie that scripts and other sites do not get');
}

/** What one owns comes first; of all there is, everything but what others keep to themselves. */
async function seeCatalog(person, seesSecret) {
  const { portal, page, own, other } = person;
  const link = name => page.getByRole('table').getByRole('link', { name, exact: true });
  await portal.go('/catalog?filters[kind]=component&filters[user]=owned');
  await link(own[0]).waitFor();
  await eventually(`no ${other[0]} in the list`, 60_000, async () => (await link(other[0]).count()) === 0);
  assert.equal(await link(secret.title).count(), seesSecret ? 1 : 0);
  await portal.go('/catalog?filters[kind]=component&filters[user]=all');
  await link('Cart').waitFor();
  const { totalItems } = (await ask(person, '/api/catalog/entities/by-query?filter=kind=component&limit=0')).body;
  await page.getByRole('heading', { name: `All Components (${totalItems})` }).last().waitFor();
  await settled(person);
  await portal.picture('catalog');
  return totalItems;
}

/** The owners' buttons are there for owners, and the service refuses what they would do for others. */
async function seeOwn(person) {
  const { portal, page, own } = person;
  await portal.go(at(own[1]));
  await page.getByRole('heading', { name: own[0] }).first().waitFor();
  await page.getByTitle('Schedule entity refresh').waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await eventually('the owners able to unregister', 60_000, () => isEnabled(page.getByRole('menuitem', { name: /Unregister/ })));
  await portal.picture('own-component');
  assert.equal((await ask(person, '/api/catalog/refresh', { method: 'POST', body: { entityRef: `component:default/${own[1]}` } })).status, 200);
}

const isEnabled = async item => (await item.getAttribute('aria-disabled')) !== 'true';

async function seeOthers(person) {
  const { portal, page, other } = person;
  await portal.go(at(other[1]));
  await page.getByRole('heading', { name: other[0] }).first().waitFor();
  await settled(person);
  assert.equal(await page.getByTitle('Schedule entity refresh').count(), 0);
  await page.getByRole('button', { name: 'More actions' }).click();
  await settled(person);
  assert.ok(!(await isEnabled(page.getByRole('menuitem', { name: /Unregister/ }))), 'expected only owners to be able to unregister');
  await portal.picture('component-of-others');
  const { body } = await ask(person, entity(other[1]));
  assert.equal((await ask(person, '/api/catalog/refresh', { method: 'POST', body: { entityRef: `component:default/${other[1]}` } })).status, 403);
  assert.equal((await ask(person, `/api/catalog/entities/by-uid/${body.metadata.uid}`, { method: 'DELETE' })).status, 403);
  assert.equal((await ask(person, entity(other[1]))).status, 200);
}

async function seeSecret({ portal, page }) {
  await portal.go(secret.path);
  await page.getByText('Nobody but Team Orders knows of it yet').first().waitFor();
  await portal.picture('secret');
}

/** As if it were not there: on its page, by its name, in the search and in what depends on its system. */
async function missSecret(person) {
  const { portal, page } = person;
  portal.tolerate(`GET ${base}${entity(secret.name)} answered 404`);
  await portal.go(secret.path);
  await page.getByText(/not found/i).first().waitFor();
  await portal.picture('no-secret');
  await portal.go('/search?query=price%20experiment');
  await page.getByRole('textbox', { name: 'Search' }).last().waitFor();
  await settled(person);
  assert.equal(await page.getByText(secret.title, { exact: true }).count(), 0);
  await portal.go('/catalog/default/system/ordering');
  await page.getByRole('link', { name: 'Cart', exact: true }).first().waitFor();
  await settled(person);
  assert.equal(await page.getByText(secret.title).count(), 0);
  assert.equal((await ask(person, entity(secret.name))).status, 404);
}

async function findSecret(person) {
  const { portal, page } = person;
  await portal.go('/search?query=price%20experiment');
  await page.getByRole('link', { name: new RegExp(secret.title) }).first().waitFor();
  await portal.picture('search');
}

async function seeTeam(person) {
  const { portal, page, team, title, own } = person;
  await portal.go(`/catalog/default/group/${team}/team`);
  await page.getByRole('region', { name: 'Services of this team' }).getByRole('link', { name: own[0], exact: true }).waitFor();
  await page.getByRole('heading', { name: title }).first().waitFor();
  await settled(person);
  await portal.picture('team');
}

async function seeSettings(person) {
  const { portal, page, login, team, title } = person;
  await portal.go('/settings');
  await page.getByText('Ownership Entities').first().waitFor();
  await page.getByText(`${login}@fernwick.example`).first().waitFor();
  await page.getByRole('link', { name: title }).first().waitFor();
  await settled(person);
  await portal.picture('settings');
  const { body } = await ask(person, '/api/auth/v1/userinfo');
  const teams = body.claims.ent.filter(ref => ref.startsWith('group:default/team-'));
  assert.deepEqual([body.claims.sub, ...teams], [`user:default/${login}`, `group:default/${team}`]);
}

/** Fills the form, up to the task that waits for the other team. */
async function create(person) {
  const { portal, page } = person;
  await portal.go('/create');
  await page.getByText('Ask Team Storefront').first().waitFor();
  await portal.go('/create/templates/default/browser-teams');
  await page.getByRole('textbox', { name: 'Reason' }).fill('a shared basket');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/\/create\/tasks\/[0-9a-f-]+$/);
  person.task = page.url().split('/').pop();
  await page.getByRole('button', { name: 'Show Logs' }).click();
  await page.getByText(/Waiting for approval by group:default\/team-storefront/).first().waitFor();
  await portal.picture('task-waits');
}

/** Whoever asks is not asked. */
async function isNotAsked({ portal, page }) {
  await portal.go('/approvals');
  await page.getByText('No task waits for you').waitFor();
  await portal.picture('approvals');
}

/** The log is for who has started it: neither the page nor the routes below it show a line of it, and it can't be stopped. */
async function missTask(person, { task }) {
  const { portal, page } = person;
  portal.tolerate(`GET ${base}/api/scaffolder/v2/tasks/${task} answered 403`);
  const denied = [403, 404];
  for (const [path, method] of [['', 'GET'], ['/events', 'GET'], ['/eventstream', 'GET'], ['/cancel', 'POST'], ['/retry', 'POST']]) {
    const { status } = await ask(person, `/api/scaffolder/v2/tasks/${task}${path}`, { method });
    assert.ok(denied.includes(status), `${method} ${path}: expected a refusal, found ${status}`);
  }
  const { body } = await ask(person, '/api/scaffolder/v2/tasks');
  assert.ok(!body.tasks.some(({ id }) => id === task), 'expected the task not in the list');
  await portal.go(`/create/tasks/${task}`);
  await page.waitForLoadState('networkidle');
  await portal.picture('task-of-others');
  assert.equal(await page.getByText(/Waiting for approval/).count(), 0);
  assert.equal(await page.getByText('a shared basket').count(), 0);
}

async function approve(person) {
  const { portal, page } = person;
  await portal.go('/notifications');
  await page.getByText(/a shared basket/).first().waitFor();
  await portal.picture('notification');
  await portal.go('/approvals');
  const request = page.getByRole('listitem').filter({ hasText: 'May we, for a shared basket?' });
  await request.getByRole('button', { name: /^Approve/ }).click();
  await page.getByRole('dialog').getByLabel(/^Why/).fill('Gladly');
  await portal.picture('approving');
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await request.waitFor({ state: 'detached' });
}

/** The page of the task goes on by itself; then it is told of its end. */
async function seeItDone({ portal, page }) {
  await page.bringToFront();
  await page.getByText(/Done as user:default\/lea.moreau has agreed/).first().waitFor();
  await portal.picture('task-done');
  await portal.go('/notifications');
  await page.getByText('Ask Team Storefront is done').first().waitFor();
  await portal.picture('notifications');
}

/** Every page there is; a failing one does not hide those after it. */
async function tour({ portal, page, own }, theme) {
  portal.assertQuiet();
  await page.evaluate(name => localStorage.setItem('theme', name), theme);
  const failures = [];
  const ofTeams = buildRunStops.map(([name, path, sign]) => {
    const isOthers = path.startsWith(cart) && path.endsWith('/environments') && own[1] !== 'cart';
    return { name, path, sign: isOthers ? page => page.getByText('Not for you to see') : sign };
  });
  // What runs of the cart is for its owners; they are refused in words, and the browser is with a 403.
  portal.tolerate(own[1] === 'cart' ? 'none' : `GET ${base}/api/buildrun/platform/components/component/default/cart/environments answered 403`);
  // Alerts are for owners only; whose they are has its own test.
  for (const stop of [...stops, ...ofTeams.filter(({ path }) => !path.endsWith('/alerts'))]) {
    await lookAt(portal, stop).catch(async error => {
      failures.push(`${stop.name}: ${error.message.split('\n').slice(0, 3).join(' ')}`);
      await portal.picture('failed');
    });
  }
  portal.complaints.length = 0;
  assert.deepEqual(failures, []);
}

/** The cookie is gone, and what it was good for is over: it opens nothing when it is shown again. */
async function signOut(person) {
  const { portal, page } = person;
  const cookies = await portal.context.cookies(`${base}/api/auth/oidc`);
  const session = cookies.find(({ name }) => name === 'oidc-refresh-token');
  await portal.go('/settings');
  await page.getByTestId('user-settings-menu').click();
  await page.getByText('Sign Out').click();
  await card(page, 'Fernwick account').waitFor();
  await portal.picture('signed-out');
  assert.deepEqual((await portal.context.cookies(`${base}/api/auth/oidc`)).filter(({ name }) => name === 'oidc-refresh-token'), []);
  const headers = { 'x-requested-with': 'XMLHttpRequest', cookie: `oidc-refresh-token=${session.value}` };
  assert.equal((await fetch(`${base}/api/auth/oidc/refresh?env=development`, { headers })).status, 401);
}

if (!provider) {
  console.error('teams: --provider is needed, the address of the OpenID provider of the Buildrun; ./dev browser starts both');
  process.exit(2);
}
console.log(`Two people of different teams at ${base}`);
const [ines, lea] = [await open('ines'), await open('lea')];
const seen = {};
try {
  await steps.chain(
    async failure => {
      await ines.portal.picture(failure);
      await lea.portal.picture(failure);
    },
    ['the sign-in page offers all providers of the configuration', () => seeProviders(ines)],
    ['Ines of Team Orders signs in', () => signIn(ines)],
    ['Lea of Team Storefront does, in another browser', async () => {
      await lea.portal.go('/');
      await signIn(lea);
    }],
    ['both are still there after a reload', () => Promise.all([staySignedIn(ines), staySignedIn(lea)])],
    ['Ines sees her components first, the secret one too', async () => (seen.ines = await seeCatalog(ines, true))],
    ['Lea sees hers, and one less in all', async () => {
      seen.lea = await seeCatalog(lea, false);
      assert.equal(seen.lea, seen.ines - 1);
    }],
    ['Ines opens the secret component and finds it', async () => {
      await seeSecret(ines);
      await findSecret(ines);
    }],
    ['for Lea it is not there, on no page', () => missSecret(lea)],
    ['Ines changes what is hers', () => seeOwn(ines)],
    ['Lea does not change what is Ines’', () => seeOthers(lea)],
    ['Lea changes what is hers', () => seeOwn(lea)],
    ['Ines does not change what is Lea’s', () => seeOthers(ines)],
    ['each has the page of their team', () => Promise.all([seeTeam(ines), seeTeam(lea)])],
    ['the settings say who they are', () => Promise.all([seeSettings(ines), seeSettings(lea)])],
    ['whoever asks the other team is not asked', async () => {
      await isNotAsked(ines);
      await create(ines);
    }],
    ['Lea sees nothing of the task of Ines', () => missTask(lea, ines)],
    ['Lea is told, and approves', () => approve(lea)],
    ['Ines sees her task go on, and is told', () => seeItDone(ines)],
    ['Ines sees every page, in light', () => tour(ines, 'light')],
    ['so does Lea, in dark', () => tour(lea, 'dark')],
    ['both sign out, and their sessions are over', async () => {
      await signOut(ines);
      await signOut(lea);
    }],
  );
  await steps.step('the browsers had nothing to complain about', () => {
    ines.portal.assertQuiet();
    lea.portal.assertQuiet();
  });
} finally {
  await ines.portal.close();
  await lea.portal.close();
}
steps.close();
