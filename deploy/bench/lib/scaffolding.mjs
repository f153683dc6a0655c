// Tasks of the scaffolder: a template that writes 20 files, run once at a time and 50 times at once.
import http from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getJson, send } from '../../../api-spec/conformance/lib/exchange.mjs';
import { median } from './changes.mjs';
import { cpuOfTrees, untilAtRest } from './machine.mjs';

const FILES = 20;
const AT_ONCE = 50;
/** A JVM that has just begun to run tasks compiles them for some seconds, as Node.js does for a shorter time. */
const LEAST_WARM_UP_SECONDS = 5;
const FIRST_EVENTS = 20;
const PATIENCE_MILLISECONDS = 300_000;
const LOOK_MILLISECONDS = 20;
const TEMPLATE = 'template:default/bench-service';

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Expressions as templates have them: values, filters, conditions and loops, among text that stays. */
function skeletonFile(number) {
  const lines = ['# ${{ values.name | title }}, part ' + number, '', '${{ values.description }}', ''];
  for (let i = 0; i < 12; i++) {
    lines.push(`Line ${i} of \${{ values.name | upper }} is owned by \${{ values.owner | replace("group:", "") }}, and this text stays as it is.`);
  }
  lines.push('{%- if values.public %}', 'Everybody may read this.', '{%- endif %}');
  lines.push('{%- for port in values.ports %}', '- port ${{ port }} of ${{ values.name }}', '{%- endfor %}', '');
  return lines.join('\n');
}

/** Writes the template and gives the file of its descriptor. */
export function writeTemplate(folder) {
  const skeleton = join(folder, 'scaffolding/skeleton');
  mkdirSync(join(skeleton, 'src'), { recursive: true });
  for (let i = 0; i < FILES; i++) {
    const name = i % 4 === 0 ? `src/\${{ values.name }}-${i}.md` : `part-${i}.md`;
    writeFileSync(join(skeleton, name), skeletonFile(i));
  }
  const template = {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { name: 'bench-service' },
    spec: {
      owner: 'bench',
      type: 'service',
      parameters: [{ title: 'Service', required: ['name'], properties: { name: { type: 'string' }, owner: { type: 'string' } } }],
      steps: [
        {
          id: 'fetch',
          name: 'Write the files',
          action: 'fetch:template',
          input: { url: './skeleton', values: { name: '${{ parameters.name }}', description: 'What it is for', owner: '${{ parameters.owner }}', public: true, ports: [8080, 8081, 9090] } },
        },
      ],
    },
  };
  const file = join(folder, 'scaffolding/template.yaml');
  writeFileSync(file, JSON.stringify(template));
  return file;
}

async function create(server, number) {
  const body = JSON.stringify({ templateRef: TEMPLATE, values: { name: `service-${number}`, owner: 'group:default/bench' } });
  const answer = await send(server, { method: 'POST', path: '/api/scaffolder/v2/tasks', body });
  if (answer.status !== 201) {
    throw new Error(`${server.name}: creating a task: expected 201, found ${answer.status} ${answer.text.slice(0, 300)}`);
  }
  return JSON.parse(answer.text).id;
}

/** Waits until the stream of a task has brought its first event, then leaves. */
function firstEvent(server, id) {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { host: '127.0.0.1', port: server.port, path: `/api/scaffolder/v2/tasks/${id}/eventstream`, headers: { authorization: `Bearer ${server.token}` } },
      answer => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', piece => {
          text += piece;
          if (text.includes('event: log')) {
            request.destroy();
            resolve();
          }
        });
        answer.on('end', () => reject(new Error(`${server.name}: the stream of ${id} ended without an event: ${text.slice(0, 200)}`)));
      },
    );
    request.on('error', reject);
  });
}

async function unfinished(server) {
  const counts = await Promise.all(['open', 'processing'].map(status => getJson(server, `/api/scaffolder/v2/tasks?status=${status}&limit=0`)));
  return counts.reduce((sum, { totalTasks }) => sum + totalTasks, 0);
}

async function allDone(server) {
  const end = performance.now() + PATIENCE_MILLISECONDS;
  while ((await unfinished(server)) > 0) {
    if (performance.now() > end) {
      throw new Error(`${server.name}: tasks had not ended after ${PATIENCE_MILLISECONDS / 1000} s`);
    }
    await pause(LOOK_MILLISECONDS);
  }
}

async function allCompleted(server, expected) {
  const { totalTasks } = await getJson(server, '/api/scaffolder/v2/tasks?status=completed&limit=0');
  if (totalTasks !== expected) {
    throw new Error(`${server.name}: expected ${expected} tasks to complete, found ${totalTasks}`);
  }
}

async function templateIsThere(server) {
  const end = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const { items } = await getJson(server, '/api/catalog/entities/by-query?filter=kind=template&limit=1');
    if (items.length > 0) {
      return;
    }
    if (performance.now() > end) {
      throw new Error(`${server.name}: the template did not come into the catalog`);
    }
    await pause(LOOK_MILLISECONDS);
  }
}

/**
 * @param processes `{ name: pid }` whose CPU time is told
 * @param times `{ warmUp, seconds }`, as for requests
 * @param tidy called after the warm-up; until then PostgreSQL plans for tables without a task
 * @returns `{ files, atOnce, rate, firstRate, firstEvent, cpu }`: tasks a second with so many at once, the median and in the first round of
 *   the warm-up; milliseconds from POST to the first event; milliseconds of CPU time a task, by the name of the process
 */
export async function scaffold(server, processes, times, tidy) {
  await templateIsThere(server);
  await untilAtRest(server.pid);
  let made = 0;
  const first = [];
  for (let i = 0; i < FIRST_EVENTS; i++) {
    const from = performance.now();
    const id = await create(server, made++);
    await firstEvent(server, id);
    first.push(performance.now() - from);
    await allDone(server);
  }
  const rounds = async seconds => {
    const rates = [];
    for (const end = performance.now() + seconds * 1000; rates.length === 0 || performance.now() < end; ) {
      const from = performance.now();
      await Promise.all(Array.from({ length: AT_ONCE }, () => create(server, made++)));
      await allDone(server);
      rates.push((AT_ONCE * 1000) / (performance.now() - from));
    }
    return rates;
  };
  const [firstRate] = await rounds(Math.max(times.warmUp, LEAST_WARM_UP_SECONDS));
  await tidy();
  const cpu = () => Object.entries(processes).map(([name, pid]) => [name, cpuOfTrees([pid])]);
  const before = Object.fromEntries(cpu());
  const rates = await rounds(times.seconds);
  const used = cpu().map(([name, seconds]) => [name, ((seconds - before[name]) * 1000) / (rates.length * AT_ONCE)]);
  await allCompleted(server, made);
  return { files: FILES, atOnce: AT_ONCE, rate: median(rates), firstRate, firstEvent: median(first), cpu: Object.fromEntries(used) };
}
