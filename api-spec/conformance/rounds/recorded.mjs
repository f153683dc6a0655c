// Repeats recorded exchanges on both. What the recording got as an id or cursor is replaced by what each of the two has given instead.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { json, send } from '../lib/exchange.mjs';

const ROUTES = ['/api/catalog', '/api/auth', '/api/permission', '/.backstage/health', '/api/nope'];
const RECORDED_FILES = 'localhost:8099';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CHANGING = /^(POST|PUT|DELETE) \/api\/catalog\/(locations(?!\/by-query)(?!.*dryRun=true)|refresh|entities\/by-uid)/;
const CHANGED = /\/(entities|entity-facets|locations)/;
const MUTABLE = 'golden/mutable.yaml';

/** Before these requests the recording had changed a file that is registered. */
const EDITS = {
  'refresh-mutable': text => text.replace('type: library,', ''),
  'refresh-mutable-2': text => text.replace('name: mutable', 'name: mutable-renamed'),
  'validate-ok': text => text,
};

/** The recorded exchanges of some routes, in their order. */
export function exchanges(folder, routes) {
  return readdirSync(folder)
    .filter(name => /^\d+-.*\.json$/.test(name))
    .sort()
    .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter(({ request }) => routes.some(route => request.path.startsWith(route)));
}

/** Serves what the recording names. */
export function serve(files, folder, path = '') {
  for (const name of readdirSync(join(folder, path))) {
    const inner = path ? `${path}/${name}` : name;
    if (statSync(join(folder, inner)).isDirectory()) {
      serve(files, folder, inner);
    } else {
      files.put(inner, readFileSync(join(folder, inner), 'utf8'));
    }
  }
}

/** What one of the two has given where the recording has something else. */
export class Names {
  #given = new Map();

  learn(recorded, actual) {
    if (Array.isArray(recorded) && Array.isArray(actual)) {
      recorded.forEach((item, index) => this.learn(item, actual[index]));
    } else if (recorded && actual && typeof recorded === 'object' && typeof actual === 'object') {
      Object.keys(recorded).forEach(key => this.learn(recorded[key], actual[key]));
    } else if (typeof recorded === 'string' && typeof actual === 'string' && recorded !== actual && this.#isName(recorded)) {
      this.#given.set(recorded, actual);
    }
  }

  #isName(text) {
    return UUID.test(text) || /generated-[0-9a-f]{40}$/.test(text) || /^eyJ[\w+/=-]{20,}$/.test(text);
  }

  rename(replaced) {
    for (const [recorded, actual] of this.#given) {
      this.#given.set(recorded, replaced.get(actual) ?? actual);
    }
  }

  translate(text) {
    let translated = text;
    for (const [recorded, actual] of this.#given) {
      translated = translated.replaceAll(recorded, actual).replaceAll(encodeURIComponent(recorded), encodeURIComponent(actual)).replaceAll(recorded.replace(':', '/'), actual.replace(':', '/'));
    }
    return translated;
  }
}

export async function guestToken(server) {
  const answer = await send(server, { method: 'GET', path: '/api/auth/guest/refresh', auth: false });
  return json(answer.text)?.backstageIdentity?.token;
}

/** A recorded request as one of the two is asked it. */
export function translated({ method, path, headers, body }, server, names, host) {
  const put = text => names.translate(text.replaceAll(RECORDED_FILES, host));
  const sent = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.replace('$TOKEN', server.token).replace('$USERTOKEN', server.userToken).replace('$BADTOKEN', 'not-a-valid-token')]),
  );
  const text = body === null ? undefined : put(typeof body === 'string' ? body : JSON.stringify(body));
  return { method, path: put(path), headers: sent, auth: false, body: text ?? (method === 'POST' ? '' : undefined) };
}

export async function recorded({ both, files, options, progress, report }) {
  const data = options.recording && join(options.recording, '../oracle/data');
  if (!data || !existsSync(data)) {
    report.leftOut('the recorded exchanges, which are not there or belong to the full round');
    return;
  }
  const { backstage, buildrun } = both.servers;
  serve(files, data);
  const original = readFileSync(join(data, `${MUTABLE}.orig`), 'utf8');
  files.put(MUTABLE, original);
  for (const server of [backstage, buildrun]) {
    server.userToken = await guestToken(server);
  }
  await both.register(files.url('examples/all.yaml'));
  const names = [new Names(), new Names()];
  let changed = true;
  for (const { name, request, response } of exchanges(options.recording, ROUTES)) {
    progress(name);
    if (name in EDITS) {
      files.put(MUTABLE, EDITS[name](original));
    }
    if (changed && CHANGED.test(request.path) && !CHANGING.test(`${request.method} ${request.path}`)) {
      names[0].rename(await both.settledWithSameIds(`before ${name}`));
      changed = false;
    }
    changed ||= CHANGING.test(`${request.method} ${request.path}`);
    const of = (server, index) => translated(request, server, names[index], files.host);
    const answers = await both.ask({ ...of(backstage, 0), note: name, buildrun: of(buildrun, 1) }, { ids: !changed, anyOrder: /\/locations$/.test(request.path) });
    answers.forEach((answer, index) => names[index].learn(response.body, json(answer.text)));
  }
  await both.empty();
  await both.settled('after the recorded exchanges');
}
