// A worker for remote actions: node worker.mjs. Needs nothing but Node 20.
//   BUILDRUN_WORKER_SECRET  the same as `secret` in Buildrun's configuration
//   PORT, HOST              where to listen, 127.0.0.1:7099 by default
//   ACTIONS                 the folder of the actions, ./actions by default
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import http from 'node:http';
import { pathToFileURL } from 'node:url';
import { Runs, instance } from './runs.mjs';

const SECRET = process.env.BUILDRUN_WORKER_SECRET ?? '';
if (SECRET.length < 16) {
  console.error('Expected BUILDRUN_WORKER_SECRET to have at least 16 characters');
  process.exit(1);
}
const WINDOW_SECONDS = 300;
const MOST_BODY_BYTES = 60 << 20;
const KEEP_ALIVE_MILLIS = 10_000;

const folder = process.env.ACTIONS ? pathToFileURL(`${process.env.ACTIONS}/`) : new URL('./actions/', import.meta.url);
const actions = new Map();
for (const file of (await readdir(folder)).filter(name => name.endsWith('.mjs')).sort()) {
  const { default: action } = await import(new URL(file, folder));
  actions.set(action.id, action);
}
const runs = new Runs();
const nonces = new Map();

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function body(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MOST_BODY_BYTES) throw new Refused(413, `Expected a body of at most ${MOST_BODY_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Only whoever has the secret may ask, only now, and each request only once. */
function check(request, content) {
  const timestamp = request.headers['buildrun-timestamp'] ?? '';
  const nonce = request.headers['buildrun-nonce'] ?? '';
  const signature = /^v1=([0-9a-f]{64})$/.exec(request.headers['buildrun-signature'] ?? '')?.[1];
  const now = Date.now() / 1000;
  const hash = createHash('sha256').update(content).digest('hex');
  const expected = createHmac('sha256', SECRET).update([timestamp, nonce, request.method, request.url, hash].join('\n')).digest();
  if (!signature || !timingSafeEqual(expected, Buffer.from(signature, 'hex'))) throw new Refused(401, 'The signature is not right');
  if (!(Math.abs(now - Number(timestamp)) <= WINDOW_SECONDS)) throw new Refused(401, 'The request is too old');
  for (const [old, until] of nonces) if (until < now) nonces.delete(old);
  if (nonces.has(nonce)) throw new Refused(401, 'The request has come before');
  nonces.set(nonce, now + 2 * WINDOW_SECONDS);
}

function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function describe() {
  return {
    instance,
    actions: [...actions.values()].map(({ id, description, examples, supportsDryRun, schema, remote, compensate }) => ({
      id,
      description: description ?? '',
      examples: examples ?? [],
      supportsDryRun: supportsDryRun ?? false,
      schema: schema ?? {},
      secrets: remote?.secrets ?? [],
      workspace: remote?.workspace ?? 'write',
      compensation: typeof compensate === 'function',
    })),
  };
}

/** One JSON value a line, as they come; an empty line now and then says that the worker is alive. */
function stream(request, response, run, after) {
  let sent = after;
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  response.flushHeaders();
  const alive = setInterval(() => response.write('\n'), KEEP_ALIVE_MILLIS);
  const more = () => {
    for (const event of run.events.slice(sent)) response.write(`${JSON.stringify(event)}\n`);
    sent = run.events.length;
    if (run.state !== 'running') end();
  };
  const stop = run.listen(more);
  const end = () => {
    stop();
    clearInterval(alive);
    response.end();
  };
  request.on('close', end);
  more();
}

async function answer(request, response) {
  const content = await body(request);
  check(request, content);
  const url = new URL(request.url, 'http://worker');
  if (request.method === 'GET' && url.pathname === '/v1/actions') return json(response, 200, describe());
  const [, key, part] = /^\/v1\/runs\/([A-Za-z0-9_-]{1,200})(?:\/(events|workspace|compensation))?$/.exec(url.pathname) ?? [];
  if (!key) throw new Refused(404, 'There is nothing here');
  if (request.method === 'PUT' && part === 'workspace') {
    await runs.keepWorkspace(key, content);
    return json(response, 200, {});
  }
  if (request.method === 'PUT' && !part) {
    const wanted = JSON.parse(content.toString('utf8'));
    const action = actions.get(wanted.action);
    if (!action) throw new Refused(404, `There is no action ${wanted.action}`);
    const { run, isNew } = await runs.start(key, action, wanted);
    return json(response, isNew ? 201 : 200, { state: run.state });
  }
  const run = runs.get(key);
  if (!run) throw new Refused(404, `There is no run ${key}`);
  if (request.method === 'DELETE' && !part) {
    run.cancel();
    return json(response, 200, { state: run.state });
  }
  if (request.method === 'PUT' && part === 'compensation') {
    if (!run.action.compensate) throw new Refused(501, `${run.action.id} can't take back what it does`);
    if (run.state === 'running') throw new Refused(503, 'The run has not ended');
    return json(response, 200, await run.compensate(JSON.parse(content.toString('utf8'))));
  }
  if (request.method !== 'GET') throw new Refused(405, 'Expected another method');
  if (part === 'events') return stream(request, response, run, Number(url.searchParams.get('after') ?? 0));
  if (part === 'workspace') return response.writeHead(200, { 'content-type': 'application/x-tar' }).end(run.tar());
  return json(response, 200, { state: run.state });
}

const server = http.createServer((request, response) =>
  answer(request, response).catch(error => {
    if (!response.headersSent) json(response, error.status ?? 500, { error: String(error.message) });
    else response.destroy();
  }),
);
server.listen(Number(process.env.PORT ?? 7099), process.env.HOST ?? '127.0.0.1', () => {
  console.log(`worker listens on ${server.address().port} and serves ${[...actions.keys()].join(', ')}`);
});
