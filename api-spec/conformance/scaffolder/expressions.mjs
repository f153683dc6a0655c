// Makes expressions at random: mostly of sound types, and now and then of none.
import { ATTRIBUTES, FILTERS, METHODS, NAMES, NUMBERS, OLDER_METHODS, PATHS, PATTERNS, PYTHON_METHODS, REGEXES, TESTS, TEXTS } from './vocabulary.mjs';

const TYPES = ['text', 'number', 'flag', 'array', 'object', 'nothing'];
const COMPARATORS = ['==', '!=', '===', '!==', '<', '<=', '>', '>='];
const PLACES = ['parameters.name', 'parameters.port', 'parameters.tags', 'parameters.nested.on', 'values.list', "steps['my-step'].output.x", 'steps.my-step.output.x', 'user.entity.metadata.name', 'cookiecutter.items', 'cookiecutter.map'];
const EDGES = ['parameters.constructor', "s['__proto__']", 'o.prototype', 's.constructor.name', '1 2', 'a &&', '!t', 't || no', 's ?? e', '`x`', "'x", '(1', '[1,', 'a[', 'x => 1', '{a}', '1 if', 's |', '| lower', 's is', "r/(/", 'a.', '.5', 'a b', '++n', 'n--', 's.length()', 'range(3)()', 'loop.index', 'caller()', 'super()', 'self', '@x', 's\n|\nupper', '(1, 2, 3)', 'true.x', 'null.x', '"a" "b"', 'a[::-1]', 'not', 'in a', '2 ** 3 ** 2', '- - 1', '-(-1)', 'not not t', 'n if t else', '{1: 2}', "{'a': 1,}", '[1,]', 'f(', 's.', 'o.a.b.c()', '"\\x41"', "'\\u0041'", 'n.5'];

export class Expressions {
  /** @param options `sound`: nothing that is known to be refused; `python`: methods of cookiecutter; `places`: what a task's expressions see */
  constructor(random, { python = false, places = false, sound = false } = {}) {
    this.random = random;
    this.sound = sound;
    this.python = python;
    this.places = places;
    this.names = [];
  }

  #odd(probability) {
    return this.random.chance(probability) && !this.sound;
  }

  /** An expression of a type, written out. */
  of(type, depth = 3) {
    const { random } = this;
    if (this.#odd(0.04)) {
      return this.of(random.pick(TYPES), depth);
    }
    if (depth <= 0 || random.chance(0.25)) {
      return this.#leaf(type);
    }
    switch (type) {
      case 'text': return this.#text(depth - 1);
      case 'number': return this.#number(depth - 1);
      case 'flag': return this.#flag(depth - 1);
      case 'array': return this.#array(depth - 1);
      case 'object': return this.#object(depth - 1);
      default: return this.#leaf(type);
    }
  }

  any(depth = 3) {
    const { random } = this;
    if (this.#odd(0.03)) {
      return random.pick(EDGES);
    }
    return this.of(random.weighted([[5, 'text'], [4, 'number'], [3, 'flag'], [4, 'array'], [2, 'object'], [1, 'nothing']]), depth);
  }

  #leaf(type) {
    const { random } = this;
    if (this.names.length > 0 && random.chance(this.sound ? 0.15 : 0.3)) {
      return random.pick(this.names);
    }
    if (this.places && random.chance(0.15)) {
      return random.pick(PLACES);
    }
    if (type === 'text') {
      return random.chance(0.5) ? random.pick(TEXTS) : random.pick(NAMES.text);
    }
    if (type === 'number') {
      return random.chance(0.5) ? random.pick(this.sound ? NUMBERS.slice(0, -2) : NUMBERS) : random.pick(NAMES.number);
    }
    return random.pick(NAMES[type]);
  }

  #argument(word, depth) {
    const { random } = this;
    switch (word) {
      case 'small': return random.pick(['0', '1', '2', '3', '4', '-1', 'n', '2.5', "'2'", 'missing']);
      case 'width': return random.pick(['0', '1', '5', '20', '80', 'n', "'7'", '255']);
      case 'index': return random.pick(['0', '1', '2', '-1', '-2', '5', '99', '-99', 'missing', 'null', '1.7', "'1'", 'z']);
      case 'base': return random.pick(['2', '8', '10', '16', '36', '0', '37', "'2'", '1']);
      case 'method': return random.pick(["'ceil'", "'floor'", "'common'", "'nope'"]);
      case 'by': return random.pick(["'key'", "'value'", "'nope'"]);
      case 'regex': return random.pick(REGEXES);
      case 'pattern': return random.pick(PATTERNS);
      case 'attribute': return random.pick(ATTRIBUTES);
      case 'path': return random.pick(PATHS);
      case 'test': return `'${this.#testName()}'`;
      case 'any': return this.any(depth);
      default: return word.startsWith('=') ? `${word.slice(1)}=${{ '=base': '16', '=attribute': random.pick(ATTRIBUTES), '=reverse': this.of('flag', 1), '=case_sensitive': this.of('flag', 0) }[word]}` : this.of(word, depth);
    }
  }

  #testName() {
    const names = Object.keys(TESTS);
    return this.random.pick(this.sound ? names.filter(name => !['none', 'notest', 'iterable'].includes(name)) : names);
  }

  #arguments(shapes, depth) {
    const shape = this.random.pick(shapes);
    const written = shape.map(word => this.#argument(word, depth - 1));
    if (this.#odd(0.03)) {
      written.push(this.any(0));
    } else if (this.#odd(0.03)) {
      written.pop();
    }
    return written.join(this.random.pick([', ', ',']));
  }

  /** An operand that a filter, a member or a call can follow. */
  operand(type, depth) {
    const written = this.of(type, depth);
    return /^[\w.]+$|^'[^']*'$|^\[[^[\]]*\]$/.test(written) && !/^\d/.test(written) ? written : `(${written})`;
  }

  filtered(type, depth) {
    const { random } = this;
    const family = FILTERS[type === 'flag' || type === 'nothing' ? random.pick(['text', 'number', 'array']) : type];
    const names = this.#odd(0.06) ? FILTERS.special : this.#odd(0.08) ? FILTERS[random.pick(['text', 'number', 'array', 'object'])] : family;
    const name = random.pick(Object.keys(names));
    const written = this.#arguments(names[name], depth);
    return `${this.operand(type, depth)}${random.pick([' | ', '|'])}${name}${written || random.chance(0.05) ? `(${written})` : ''}`;
  }

  method(type, depth) {
    const { random } = this;
    const older = this.#odd(0.15) ? OLDER_METHODS : METHODS;
    const family = (this.python && random.chance(0.4) ? PYTHON_METHODS : older)[type];
    const names = Object.keys(family ?? {});
    if (names.length === 0) {
      return this.filtered(type, depth);
    }
    const name = random.pick(names);
    return `${this.operand(type, depth)}.${name}(${this.#arguments(family[name], depth)})`;
  }

  #text(depth) {
    const { random } = this;
    return random.weighted([
      [5, () => this.filtered('text', depth)],
      [4, () => this.method('text', depth)],
      [2, () => `${this.of('text', depth)} ~ ${this.any(depth)}`],
      [2, () => `${this.of('text', depth)} + ${this.any(depth)}`],
      [1, () => `${this.operand('array', depth)} | join(${this.of('text', 0)})`],
      [1, () => `${this.operand('array', depth)}.join(${this.of('text', 0)})`],
      [2, () => this.#conditional('text', depth)],
      [1, () => `${this.operand('number', depth)}.toString()`],
      [1, () => `${this.operand('text', depth)}[${this.#argument('index', 0)}]`],
      [1, () => this.#slice('text', depth)],
      [1, () => `${this.any(depth)} or ${this.of('text', depth)}`],
    ])();
  }

  #number(depth) {
    const { random } = this;
    return random.weighted([
      [6, () => `${this.of('number', depth)} ${random.pick(['+', '-', '*', '/', '//', '%', '**'])} ${this.of('number', depth)}`],
      [2, () => this.filtered('number', depth)],
      [2, () => this.method('number', depth)],
      [1, () => `-${this.operand('number', depth)}`],
      [1, () => `+${this.operand('text', depth)}`],
      [2, () => `${this.operand(random.pick(['text', 'array']), depth)} | length`],
      [1, () => `${this.operand('text', depth)} | int`],
      [1, () => `${this.operand(random.pick(['text', 'array']), depth)}.length`],
      [1, () => this.#conditional('number', depth)],
      [1, () => `(${this.of('number', depth)})`],
    ])();
  }

  test(depth) {
    const { random } = this;
    const name = this.#testName();
    const type = random.pick(['text', 'number', 'array', 'any', 'any']);
    const input = type === 'any' ? this.any(depth) : this.of(type, depth);
    const written = TESTS[name].map(word => this.#argument(word, 0)).join(', ');
    return `${input} is ${random.chance(0.2) ? 'not ' : ''}${name}${written ? `(${written})` : ''}`;
  }

  #flag(depth) {
    const { random } = this;
    return random.weighted([
      [5, () => `${this.any(depth)} ${random.pick(COMPARATORS)} ${this.any(depth)}`],
      [2, () => `not ${this.any(depth)}`],
      [2, () => `${this.any(depth)} ${random.pick(['and', 'or'])} ${this.any(depth)}`],
      [2, () => `${this.any(depth)} ${random.pick(['in', 'not in'])} ${this.of(random.pick(['array', 'object', 'text']), depth)}`],
      [5, () => this.test(depth)],
      [1, () => `${random.pick(REGEXES)}.test(${this.of('text', depth)})`],
      [1, () => `${this.operand('text', depth)}.${random.pick(['startsWith', 'endsWith', 'includes'])}(${this.of('text', 0)})`],
      [1, () => `(${this.of('flag', depth)})`],
    ])();
  }

  #array(depth) {
    const { random } = this;
    return random.weighted([
      [3, () => `[${Array.from({ length: random.below(4) }, () => this.any(depth - 1)).join(', ')}]`],
      [4, () => this.filtered('array', depth)],
      [4, () => this.method('array', depth)],
      [2, () => `${this.operand('text', depth)}.split(${random.chance(0.3) ? random.pick(REGEXES) : this.of('text', 0)})`],
      [1, () => `range(${Array.from({ length: 1 + random.below(3) }, () => random.pick(['0', '1', '3', '5', '-2', 'n', '2.5', '10'])).join(', ')})`],
      [1, () => `${this.operand('object', depth)} | ${random.pick(['list', 'dictsort', 'dictsort(true)', "dictsort(false, 'value')"])}`],
      [1, () => this.#slice('array', depth)],
      [1, () => this.#conditional('array', depth)],
      [1, () => `${this.operand('array', depth)} | groupby(${random.pick(ATTRIBUTES)})`],
    ])();
  }

  #object(depth) {
    const { random } = this;
    const key = () => random.pick(['a', 'b', "'k'", "'a b'", '"1"', 'name', 'deep', "'length'", this.sound ? 'z' : '2']);
    return random.weighted([
      [3, () => `{${Array.from({ length: random.below(4) }, () => `${key()}: ${this.any(depth - 1)}`).join(', ')}}`],
      [1, () => `${this.operand('array', depth)}[${this.#argument('index', 0)}]`],
      [1, () => this.method('object', depth)],
      [1, () => this.#conditional('object', depth)],
      [1, () => `${this.operand('object', depth)}.${random.pick(['a', 'deep', 'name', 'k', 'nope', 'deep.er', 'length'])}`],
      [1, () => `${this.operand('object', depth)}[${this.of('text', 0)}]`],
    ])();
  }

  #conditional(type, depth) {
    const otherwise = this.random.chance(0.8) ? ` else ${this.of(type, depth)}` : '';
    return `${this.of(type, depth)} if ${this.any(depth)}${otherwise}`;
  }

  #slice(type, depth) {
    const part = () => (this.random.chance(0.6) ? this.#argument('index', 0) : '');
    const step = this.random.chance(0.3) ? `:${this.random.pick(['1', '2', '-1', '-2', '0', ''])}` : '';
    return `${this.operand(type, depth)}[${part()}:${part()}${step}]`;
  }
}
