// Schemas as templates have them, and values that keep some of them and break others, from a seed.
import { Random } from '../lib/random.mjs';

const KEYS = ['name', 'owner', 'a', 'b', 'a b', 'x.y', '1', 'długi', 'k"q'];
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null', 'any', 'date', 'nosuch'];
const SCALARS = ['', 'x', 'abc', 'ABC', 'a b', '🐢', 'ab🐢', 'żółw', '2020-01-01', 'a@b.c', 'http://x/y', '5', 0, 1, 2, -1, 1.5, 2.0, 5, 100, 1e21, 0.3, true, false, null];
const PATTERNS = ['^[a-z]+$', '^[a-zA-Z0-9-]{1,10}$', 'b', '^\\S+$', '^(x|y)$', '\\d', '^.{2}$', '^$', '[', '\\p{L}'];
const FORMATS = ['date-time', 'date', 'time', 'duration', 'email', 'idn-email', 'ipv4', 'ip-address', 'ipv6', 'uri', 'uri-reference', 'iri', 'iri-reference', 'uri-template', 'uuid', 'json-pointer', 'relative-json-pointer', 'hostname', 'host-name', 'regex', 'utc-millisec', 'color', 'style', 'phone', 'alpha', 'alphanumeric', 'data-url', 'password', 'entity-ref', 'nosuch'];
const FORMATTED = ['2020-01-01T00:00:00Z', '2020-13-01T00:00:00Z', '2020-01-01T00:00:00+01:00', '2020-01-31', '2020-1-1', '12:00:00', '25:00:00', '12:00:00Z', 'P1D', 'PT5M', 'P', 'P2W', 'P1Y2M3DT4H5M6S', 'a@b.c', 'a@b', '@b.c', 'a b@c.d', 'ä@b', '1.2.3.4', '256.1.1.1', '1.2.3', '::1', '1::2::3', '::ffff:1.2.3.4', 'fe80::1', 'http://x', 'http://x/ä?q#f', 'x:y z', 'mailto:a@b', '/a/b', 'a b', '#f', 'a%zz', '/{x}/{y}', '/{', '123e4567-e89b-12d3-a456-426614174000', '123', '/~2', '/~0/a', '', '1/a', '0#', 'a.b-c', '-a', 'a..b', 'a.', 'x_y', '[a', 'a+', '(?=x)', '1.5', 'color: red', '#fff', '#ggg', 'red', 'rgb(1,2,3)', '+123456789', 'a1', 'a-', 'data:,x'];

export class Schemas {
  constructor(random) {
    this.random = random;
  }

  value(depth = 2) {
    const { random } = this;
    if (depth <= 0 || random.chance(0.5)) {
      return random.pick(random.chance(0.15) ? FORMATTED : SCALARS);
    }
    return random.chance(0.35) ? Array.from({ length: random.below(4) }, () => this.value(depth - 1)) : this.object(depth);
  }

  object(depth = 2) {
    return Object.fromEntries(this.random.some(KEYS, 0, 4).map(key => [key, this.value(depth - 1)]));
  }

  #list(make, least, most) {
    return Array.from({ length: least + this.random.below(most - least + 1) }, make);
  }

  schema(depth = 3) {
    const { random } = this;
    if (random.chance(0.03)) {
      return random.chance(0.5);
    }
    const made = {};
    for (let count = 1 + random.below(3); count > 0; count--) {
      Object.assign(made, this.#keyword(depth));
    }
    if (random.chance(0.15)) {
      Object.assign(made, random.pick([{ title: 'A "title"' }, { $id: 'some-id' }, { id: 'old-id' }, { default: 'x' }, { 'ui:field': 'OwnerPicker' }, { enumNames: ['a'] }, { errorMessage: 'x' }, { dependentRequired: { a: ['b'] } }]));
    }
    return made;
  }

  #keyword(depth) {
    const { random } = this;
    return depth <= 0 ? this.#simple() : random.weighted([[5, () => this.#simple()], [6, () => this.#ofObjects(depth - 1)], [2, () => this.#ofArrays(depth - 1)], [3, () => this.#combined(depth - 1)]])();
  }

  #simple() {
    const { random } = this;
    return random.weighted([
      [8, () => ({ type: random.chance(0.8) ? random.pick(TYPES.slice(0, 6)) : random.chance(0.5) ? random.some(TYPES, 0, 3) : random.pick(TYPES) })],
      [3, () => ({ enum: this.#list(() => this.value(1), 0, 4) })],
      [2, () => ({ const: this.value(1) })],
      [3, () => ({ pattern: random.pick(PATTERNS.slice(0, random.chance(0.05) ? 10 : 8)) })],
      [3, () => ({ format: random.pick(FORMATS) })],
      [1, () => ({ minLength: random.below(4) })],
      [1, () => ({ maxLength: random.below(4) })],
      [1, () => ({ minimum: random.pick([0, 1, 1.5, 5]) })],
      [1, () => ({ maximum: random.pick([0, 1, 1.5, 5]) })],
      [1, () => ({ exclusiveMinimum: random.pick([0, 1, true, false]), minimum: 1 })],
      [1, () => ({ exclusiveMaximum: random.pick([0, 1, true]), maximum: 1 })],
      [1, () => ({ multipleOf: random.pick([0.1, 0.5, 2, 3, 1e-7]) })],
      [0.5, () => ({ divisibleBy: random.pick([2, 0.5]) })],
      [0.5, () => ({ disallow: random.pick(['string', ['number', 'null']]) })],
      [0.5, () => ({ extends: { type: 'string' } })],
    ])();
  }

  #ofObjects(depth) {
    const { random } = this;
    const some = () => random.some(KEYS, 1, 3);
    return random.weighted([
      [6, () => ({ properties: Object.fromEntries(some().map(key => [key, this.schema(depth)])) })],
      [4, () => ({ required: random.chance(0.07) ? random.chance(0.5) : some() })],
      [2, () => ({ additionalProperties: random.chance(0.5) ? false : this.schema(depth) })],
      [1, () => ({ patternProperties: Object.fromEntries(random.some(PATTERNS.slice(0, 7), 1, 2).map(pattern => [pattern, this.schema(depth)])) })],
      [1, () => ({ propertyNames: random.chance(0.5) ? { pattern: random.pick(PATTERNS.slice(0, 7)) } : this.schema(depth) })],
      [1, () => ({ minProperties: random.below(3) })],
      [1, () => ({ maxProperties: random.below(3) })],
      [3, () => ({ dependencies: Object.fromEntries(some().map(key => [key, random.weighted([[2, () => some()], [1, () => random.pick(KEYS)], [3, () => this.schema(depth)]])()])) })],
    ])();
  }

  #ofArrays(depth) {
    const { random } = this;
    return random.weighted([
      [4, () => ({ items: random.chance(0.6) ? this.schema(depth) : this.#list(() => this.schema(depth), 0, 3) })],
      [1, () => ({ items: this.#list(() => this.schema(depth), 0, 2), additionalItems: random.chance(0.5) ? false : this.schema(depth) })],
      [1, () => ({ minItems: random.below(3) })],
      [1, () => ({ maxItems: random.below(3) })],
      [1, () => ({ uniqueItems: random.chance(0.9) })],
      [1, () => ({ contains: this.schema(depth) })],
    ])();
  }

  #combined(depth) {
    const { random } = this;
    const schemas = () => this.#list(() => this.schema(depth), 1, 3);
    return random.weighted([
      [3, () => ({ oneOf: schemas() })],
      [2, () => ({ anyOf: schemas() })],
      [2, () => ({ allOf: schemas() })],
      [1, () => ({ not: random.chance(0.8) ? this.schema(depth) : schemas() })],
      [3, () => ({ if: this.schema(depth), ...(random.chance(0.8) ? { then: this.schema(depth) } : {}), ...(random.chance(0.5) ? { else: this.schema(depth) } : {}) })],
      [1, () => ({ $ref: random.pick(['#/definitions/d', '#/definitions/d', '#/definitions/a~1b', '#']) })],
      [0.3, () => ({ $ref: random.pick(['#/definitions/nope', 'http://nope/x', 'nope'])})],
    ])();
  }
}

/** The pair of a number, whatever was asked before. */
export function pair(seed, number) {
  const random = new Random(seed * 1_000_033 + number);
  random.next();
  const schemas = new Schemas(random);
  const schema = { ...schemas.schema(3), ...(random.chance(0.6) ? { properties: Object.fromEntries(random.some(KEYS, 2, 5).map(key => [key, schemas.schema(2)])) } : {}) };
  if (JSON.stringify(schema).includes('"$ref"')) {
    schema.definitions = { d: schemas.schema(1), 'a/b': { type: 'string', minLength: 2 } };
  }
  return { kind: 'schema', schema, instance: random.chance(0.92) ? schemas.object(3) : schemas.value(2) };
}
