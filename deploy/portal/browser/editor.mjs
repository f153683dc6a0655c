// Opens the template editor as the author of a template does: loads a folder, edits, tries the template, and sees what a run would make.
//   node editor.mjs --base http://localhost:7007
import { assertAccessible } from './lib/axe.mjs';
import { enter, person } from './lib/people.mjs';
import { openPortal } from './lib/portal.mjs';
import { options } from './lib/service.mjs';
import { editor as editorFaults, sidebar } from './lib/stops.mjs';
import { Steps } from './lib/steps.mjs';

const given = options({ base: 'http://localhost:7007', quick: false, as: '', provider: '' });
const { base } = given;
const who = person(given);
const steps = new Steps();
const portal = await openPortal(base, `editor${who.album}`, who);
const { page } = portal;

const files = {
  'template.yaml': `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: greeting, title: Greeting }
spec:
  owner: guests
  type: service
  parameters:
    - title: Whom
      required: [name]
      properties:
        name: { title: Name, type: string }
  steps:
    - id: fetch
      name: Write the greeting
      action: fetch:template
      input: { url: ./skeleton, values: { name: "\${{ parameters.name }}" } }
    - id: say
      name: Say it
      action: debug:log
      input: { message: "Greeting \${{ parameters.name | upper }}" }
  output:
    text: [{ title: Done, content: "Greeted \${{ parameters.name }}" }]
`,
  'skeleton/greeting.txt': 'Hello ${{ values.name }}!\n',
};

/** The folder lies in the browser's own file system, since nobody can pick one for a browser without a window. */
function pickFolder(contents) {
  const write = async (folder, name, text) => {
    const file = await folder.getFileHandle(name, { create: true });
    const stream = await file.createWritable();
    await stream.write(text);
    await stream.close();
  };
  FileSystemHandle.prototype.queryPermission ??= async () => 'granted';
  FileSystemHandle.prototype.requestPermission ??= async () => 'granted';
  window.showDirectoryPicker = async () => {
    const root = await navigator.storage.getDirectory();
    const picked = await root.getDirectoryHandle('greeting', { create: true });
    for (const [path, text] of Object.entries(contents)) {
      const [name, ...folders] = path.split('/').reverse();
      let folder = picked;
      for (const part of folders.reverse()) {
        folder = await folder.getDirectoryHandle(part, { create: true });
      }
      await write(folder, name, text);
    }
    return picked;
  };
}

async function loadTheFolder() {
  await page.addInitScript(pickFolder, files);
  await portal.go('/create/edit');
  await page.getByText('Load Template Directory').first().click();
  await page.waitForURL('**/create/edit/template');
  await page.getByText('skeleton').first().waitFor();
  await page.getByRole('textbox', { name: 'Name' }).waitFor();
  await portal.picture('loaded');
  await assertAccessible(page, { known: [...editorFaults, sidebar] });
}

/** The form follows what is typed. */
async function edit() {
  await page.locator('.cm-content').first().fill(files['template.yaml'].replace('title: Name', 'title: Nickname'));
  await page.getByRole('textbox', { name: 'Nickname' }).waitFor();
  await portal.picture('edited');
  portal.assertQuiet();
}

async function tryIt() {
  await page.getByRole('textbox', { name: 'Nickname' }).fill('Mira');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText('greeting.txt').first().waitFor();
  await portal.picture('result');
}

async function seeTheFile() {
  await page.getByText('greeting.txt').first().click();
  await page.getByText('Hello Mira!').first().waitFor();
  await portal.picture('file');
}

async function seeTheLog() {
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByText('Say it').last().click();
  await page.getByText('Greeting MIRA').first().waitFor();
  await portal.picture('log');
}

async function seeTheOutput() {
  await page.getByRole('tab', { name: 'Output' }).click();
  await page.getByText('Greeted Mira').first().waitFor();
  await portal.picture('output');
  portal.assertQuiet();
}

console.log(`The template editor of ${base}`);
try {
  await steps.step(`${who.login || 'a guest'} signs in`, async () => {
    await portal.go('/');
    await enter(portal, who);
  });
  await steps.chain(
    () => portal.picture('failed'),
    ['a template is loaded from a folder', loadTheFolder],
    ['the form follows what is typed', edit],
    ['a dry run of it ends', tryIt],
    ['its files are shown', seeTheFile],
    ['its log is shown', seeTheLog],
    ['its output is shown', seeTheOutput],
  );
} finally {
  await portal.close();
}
steps.close();
