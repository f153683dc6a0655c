// Writes an organisation as descriptor files, many entities each, and serves them as a code host does, with an ETag.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

const ENTITIES_PER_FILE = 500;
/** One Location may lead to 50,000 entities at most; with more files, all.yaml leads to Locations that lead to a few of them each. */
const MOST_FILES_OF_ONE = 100;
const FILES_OF_A_GROUP = 4;

/** Relations that a field of the spec makes: from the entity, and back from what it names. */
const RELATIONS = {
  owner: ['ownedBy', 'ownerOf'],
  system: ['partOf', 'hasPart'],
  domain: ['partOf', 'hasPart'],
  parent: ['childOf', 'parentOf'],
  memberOf: ['memberOf', 'hasMember'],
  dependsOn: ['dependsOn', 'dependencyOf'],
  providesApis: ['providesApi', 'apiProvidedBy'],
  consumesApis: ['consumesApi', 'apiConsumedBy'],
};

function lines(value, indent) {
  if (Array.isArray(value)) {
    return value.length === 0 ? ' []\n' : `\n${value.map(item => (typeof item === 'object' ? `${indent}- ${lines(item, `${indent}  `).trimStart()}` : `${indent}- ${JSON.stringify(item)}\n`)).join('')}`;
  }
  return `\n${Object.entries(value)
    .map(([key, item]) => (typeof item === 'object' ? `${indent}${key}:${lines(item, `${indent}  `)}` : `${indent}${key}: ${JSON.stringify(item)}\n`))
    .join('')}`;
}

/** An entity as block YAML, as people write it. */
export function yaml(entity) {
  return lines(entity, '').trimStart();
}

function count(relations, spec) {
  for (const [field, names] of Object.entries(RELATIONS)) {
    const many = spec[field] === undefined ? 0 : [spec[field]].flat().length;
    for (const name of many > 0 ? names : []) {
      relations[name] = (relations[name] ?? 0) + many;
    }
  }
}

function location(files, name = 'organisation') {
  return `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: ${name}\nspec:\n  targets:\n${files.map(file => `    - ./${file}\n`).join('')}`;
}

export class Descriptors {
  #folder;
  #server;
  #tags = new Map();
  #read = new Set();

  /** The files with the organisation. */
  files = [];

  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * Writes the files, and all.yaml, a Location that leads to them.
   *
   * @returns what is to be in a catalog that has read them: `{ kinds, relations, bytes }`
   */
  write(organisation, progress) {
    const { files, expected } = this.#write(organisation, 'entities', progress);
    this.files = files;
    this.put('all.yaml', location(this.#groups()));
    return expected;
  }

  /**
   * Writes another organisation beside it, of 50,000 entities at most, and `name`.yaml, a Location that leads to it.
   *
   * @returns the same as `write`
   */
  writeMore(organisation, name) {
    const { files, expected } = this.#write(organisation, name);
    this.put(`${name}.yaml`, location(files, name));
    return expected;
  }

  #write(organisation, name, progress) {
    mkdirSync(this.#folder, { recursive: true });
    const files = [];
    const relations = {};
    let bytes = 0;
    for (let from = 0; from < organisation.size; from += ENTITIES_PER_FILE) {
      const documents = [];
      for (let number = from; number < Math.min(from + ENTITIES_PER_FILE, organisation.size); number++) {
        const entity = organisation.entity(number);
        count(relations, entity.spec);
        documents.push(yaml(entity));
      }
      const file = `${name}-${String(files.length).padStart(5, '0')}.yaml`;
      bytes += this.put(file, documents.join('---\n'));
      files.push(file);
      progress?.(`${from + documents.length} of ${organisation.size} entities written`);
    }
    return { files, expected: { kinds: organisation.counts, relations, bytes } };
  }

  /** What all.yaml leads to: the files, or where those are too many, Locations that lead to some of them each. */
  #groups() {
    if (this.files.length <= MOST_FILES_OF_ONE) {
      return this.files;
    }
    const groups = [];
    for (let from = 0; from < this.files.length; from += FILES_OF_A_GROUP) {
      const group = `group-${groups.length}.yaml`;
      this.put(group, location(this.files.slice(from, from + FILES_OF_A_GROUP), `organisation-${groups.length}`));
      groups.push(group);
    }
    return groups;
  }

  /** Writes one file; it may be there and be read already. */
  put(file, text) {
    writeFileSync(join(this.#folder, file), text);
    this.#tags.delete(file);
    return Buffer.byteLength(text);
  }

  async serve() {
    this.#server = http.createServer((request, answer) => this.#answer(request, answer));
    await new Promise(resolve => this.#server.listen(0, '127.0.0.1', resolve));
  }

  #answer(request, answer) {
    const file = request.url.slice(1);
    if (!/^[\w.-]+\.yaml$/.test(file) || !statSync(join(this.#folder, file), { throwIfNoEntry: false })) {
      answer.writeHead(404, { 'content-type': 'text/plain' }).end('no such file');
      return;
    }
    this.#read.add(file);
    const bytes = readFileSync(join(this.#folder, file));
    const etag = this.#tags.get(file) ?? `"${createHash('sha1').update(bytes).digest('hex')}"`;
    this.#tags.set(file, etag);
    if (request.headers['if-none-match'] === etag) {
      answer.writeHead(304, { etag }).end();
      return;
    }
    answer.writeHead(200, { 'content-type': 'text/yaml; charset=utf-8', 'content-length': bytes.length, etag }).end(bytes);
  }

  /** From here on, `wasRead` says what has been asked for since. */
  forgetReads() {
    this.#read.clear();
  }

  wasRead(file) {
    return this.#read.has(file);
  }

  get host() {
    return `localhost:${this.#server.address().port}`;
  }

  url(file) {
    return `http://${this.host}/${file}`;
  }

  close() {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}
