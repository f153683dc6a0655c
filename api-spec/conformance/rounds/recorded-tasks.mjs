// Repeats the recorded exchanges of the scaffolder on both. Before each, the tasks that were begun have come as far as they had in the recording.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { json, send } from '../lib/exchange.mjs';
import { Names, exchanges, guestToken, serve, translated } from './recorded.mjs';

const ROUTES = ['/api/scaffolder'];
const PATIENCE_MILLISECONDS = 120_000;
const LOOK_MILLISECONDS = 100;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

async function until(what, holds) {
  const end = performance.now() + PATIENCE_MILLISECONDS;
  while (!(await holds())) {
    if (performance.now() > end) {
      throw new Error(`waiting for ${what} took more than ${PATIENCE_MILLISECONDS / 1000} s`);
    }
    await pause(LOOK_MILLISECONDS);
  }
}

const get = async (server, path) => json((await send(server, { method: 'GET', path })).text);

/** Until no task of the server is open or runs, but for the one that is slow, which must run and have said so. */
async function calm(server, slow) {
  await until(`the tasks of ${server.name}`, async () => {
    const { tasks } = await get(server, '/api/scaffolder/v2/tasks');
    const going = tasks.filter(({ status }) => ['open', 'processing'].includes(status));
    if (!slow) {
      return going.length === 0;
    }
    const events = await get(server, `/api/scaffolder/v2/tasks/${slow}/events`);
    return going.every(({ id }) => id === slow) && events.some(({ body }) => body.message?.startsWith('Waiting for'));
  });
}

/** The events of a stream, which ends with the task; where the recording had left earlier, up to what it had come to. */
function stream(server, request) {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    fetch(`http://127.0.0.1:${server.port}${request.path}`, { headers: request.headers, signal: controller.signal })
      .then(async answer => {
        let text = '';
        const late = setTimeout(() => controller.abort(), 2000);
        try {
          for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
            text += piece;
            if (/^event: completion$/m.test(text) && /\n\n$/.test(text)) break;
          }
        } catch (error) {
          if (error.name !== 'AbortError') throw error;
        } finally {
          clearTimeout(late);
          controller.abort();
        }
        const events = text.split('\n\n').filter(block => block.startsWith('event:')).map(block => JSON.parse(block.slice(block.indexOf('data: ') + 6)));
        resolve({ status: answer.status, headers: { 'content-type': answer.headers.get('content-type') }, text: JSON.stringify(answer.ok ? events : json(text) ?? text) });
      })
      .catch(reject);
  });
}

/** What differs in every two runs: numbers of events, directories, how long something took, and the stack of an error. */
function plain(answer) {
  const text = answer.text
    .replaceAll(/"id":\d+/g, '"id":0')
    .replaceAll(/(\/[\w.@-]+)+\/(?=[0-9a-f-]{36})/g, '/')
    .replaceAll(/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})_\d+/g, '$1')
    .replaceAll(/(\\n\s+at [^"\\]*)+/g, '');
  return { ...answer, text };
}

/** Of a list with more than the real one has, what the real one has. */
function common(real, ours) {
  const [first, second] = [json(real.text), json(ours.text)];
  const ids = Array.isArray(first) ? new Set(first.map(({ id }) => id)) : undefined;
  return ids ? { ...ours, text: JSON.stringify(second.filter(({ id }) => ids.has(id))) } : ours;
}

export async function recordedTasks({ both, files, options, progress, report }) {
  const data = options.recording && join(options.recording, '../oracle/data');
  if (!data || !existsSync(data)) {
    report.leftOut('the recorded exchanges of the scaffolder, which are not there or belong to the full round');
    return;
  }
  const { backstage, buildrun } = both.servers;
  const servers = [backstage, buildrun];
  serve(files, data);
  for (const server of servers) {
    server.userToken = await guestToken(server);
  }
  await both.register(files.url('examples/all.yaml'));
  await both.settled('before the recorded exchanges of the scaffolder');
  const names = servers.map(() => new Names());
  const slow = [undefined, undefined];
  for (const { name, request, response } of exchanges(options.recording, ROUTES)) {
    progress(name);
    await Promise.all(servers.map((server, index) => calm(server, slow[index])));
    const asked = servers.map((server, index) => translated(request, server, names[index], files.host));
    const isStream = request.path.includes('/eventstream');
    const answers = await Promise.all(servers.map((server, index) => (isStream ? stream(server, asked[index]) : send(server, asked[index]))));
    answers.forEach((answer, index) => names[index].learn(response.body, json(answer.text)));
    const shown = answers.map(plain);
    both.compare({ ...request, path: asked[0].path, note: name }, [shown[0], common(shown[0], shown[1])], { dryRun: name.startsWith('dry-run') });
    if (name === 'task-create-slow') {
      answers.forEach((answer, index) => (slow[index] = json(answer.text).id));
    } else if (name === 'task-cancel') {
      slow.fill(undefined);
    }
  }
  await Promise.all(servers.map(server => calm(server)));
  await both.empty();
  await both.settled('after the recorded exchanges of the scaffolder');
}
