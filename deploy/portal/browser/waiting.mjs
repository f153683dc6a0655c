// A task that waits for an approval, on the stock task page: it shows as running, also after a reload, and goes on or ends when somebody decides.
//   node waiting.mjs --base http://localhost:7007      needs the template of waiting/app-config.yaml
import assert from 'node:assert/strict';
import { openPortal } from './lib/portal.mjs';
import { eventually, getJson, guestToken, options } from './lib/service.mjs';
import { Steps } from './lib/steps.mjs';

const { base } = options({ base: 'http://localhost:7007', quick: false });
const NAME = 'browser-waiting';

const { items } = await getJson(base, `/api/catalog/entities/by-query?filter=kind=template,metadata.name=${NAME}`);
if (items.length === 0) {
  console.log('waiting: left out, since the template is not there; start Buildrun with --config deploy/portal/browser/waiting/app-config.yaml');
  process.exit(0);
}

const steps = new Steps();
const portal = await openPortal(base, 'waiting');
const { page } = portal;
const made = {};

async function signIn() {
  await portal.go('/');
  await portal.enterAsGuest();
}

/** Fills the form as a person does, up to the task's page. */
async function create(reason) {
  await portal.go(`/create/templates/default/${NAME}`);
  await page.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/\/create\/tasks\/[0-9a-f-]+$/);
  made.task = page.url().split('/').pop();
}

const logButton = () => page.getByRole('button', { name: 'Show Logs' });

async function seeItWait() {
  await logButton().click();
  await page.getByText(/Waiting for approval by user:development\/guest/).first().waitFor();
  await page.getByText('Ask for approval').first().waitFor();
  assert.equal((await getJson(base, `/api/scaffolder/v2/tasks/${made.task}`)).status, 'processing');
}

async function seeItWaitAfterAReload() {
  await page.reload();
  await seeItWait();
  await portal.picture('waiting');
}

async function decide(verb) {
  const headers = { authorization: `Bearer ${await guestToken(base)}`, 'content-type': 'application/json' };
  const approval = await eventually('the approval', 60_000, async () => {
    const { items: open } = await getJson(base, '/api/buildrun/approvals');
    return open.find(({ taskId }) => taskId === made.task);
  });
  const answer = await fetch(`${base}/api/buildrun/approvals/${approval.id}/${verb}`, { method: 'POST', headers, body: JSON.stringify({ comment: 'seen in the browser' }) });
  assert.equal(answer.status, 200, await answer.text());
}

async function approve() {
  await decide('approve');
  await page.getByText(/Done as user:development\/guest has agreed/).first().waitFor();
  await eventually('the end of the task', 60_000, async () => (await getJson(base, `/api/scaffolder/v2/tasks/${made.task}`)).status === 'completed');
  await portal.picture('approved');
}

async function deny() {
  await decide('deny');
  await page.getByText(/seen in the browser/).first().waitFor();
  await eventually('the end of the task', 60_000, async () => (await getJson(base, `/api/scaffolder/v2/tasks/${made.task}`)).status === 'failed');
  await portal.picture('denied');
}

/** Who has started it calls it off on its page, and begins again from there with what the form had. A step that is called off fails, as in Backstage. */
async function callOff() {
  await seeItWait();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await eventually('the end of the task', 60_000, async () => (await getJson(base, `/api/scaffolder/v2/tasks/${made.task}`)).status === 'failed');
  await portal.picture('called-off');
  await page.getByRole('button', { name: 'Start Over' }).click();
  await page.waitForURL(/\/create\/templates\//);
  assert.equal(await page.getByRole('textbox', { name: 'Reason' }).inputValue(), 'no quota at all');
  portal.assertQuiet();
}

async function seeBothInTheList() {
  await portal.go('/create/tasks');
  await page.getByText('completed').first().waitFor();
  await page.getByText('failed').first().waitFor();
  await portal.picture('list');
}

console.log(`A task that waits, on ${base}`);
try {
  await steps.chain(
    failure => portal.picture(failure),
    ['a guest signs in', signIn],
    ['creates a task that waits', () => create('a larger quota')],
    ['the task page shows that it waits', seeItWait],
    ['and still does after a reload', seeItWaitAfterAReload],
    ['it goes on when somebody approves', approve],
    ['another one', () => create('a smaller quota')],
    ['waits, too', seeItWait],
    ['it ends when somebody denies', deny],
    ['the list of tasks shows both', seeBothInTheList],
    ['a third one', () => create('no quota at all')],
    ['is called off on its page and begun again', callOff],
  );
  await steps.step('the browser had nothing to complain about', () => portal.assertQuiet());
} finally {
  await portal.close();
}
steps.close();
