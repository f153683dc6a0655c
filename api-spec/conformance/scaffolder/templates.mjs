// Makes whole templates at random: text, output tags, block tags in each other, whitespace control, and broken ones.
import { Expressions } from './expressions.mjs';

const PIECES = ['', ' ', '\n', '  \n', 'text', 'line\n', '  indented\n', '\tx ', '{ }', '$ ', '}', 'a: b\n', '<b>', '"q"', 'żółw 🐢', '#', '%}', '}}', '-', '\r\n', 'ends with space \n', '$$ ', '# comment\n'];
const BREAKS = ['$', '{', '${', '{{ x }}', '{%', '%}', '{{', '}}', '${{', '{#', '#}', '-', '|', '(', ')', '[', ']', '.', ',', "'", '"', 'end', 'if', ' ', '\n', '0', '\\', '=', 'not ', '{% endif %}', '{% else %}', '{% include "x" %}', '{% do x %}', '{% endraw %}', '{%-', '-%}'];

export class Templates {
  #open;
  #macros = [];
  #blocks = 0;
  #loops = 0;

  constructor(random, { python = false, places = false, sound = false } = {}) {
    this.random = random;
    this.sound = sound;
    this.#open = python ? '{{' : '${{';
    this.expressions = new Expressions(random, { python, places, sound });
  }

  /** A template of a few tags. */
  make(depth = 3) {
    const written = this.#body(depth, 1 + this.random.below(3));
    return !this.sound && this.random.chance(0.2) ? this.#broken(written) : written;
  }

  #broken(text) {
    const { random } = this;
    const at = random.below(text.length + 1);
    return random.chance(0.5) ? text.slice(0, at) + random.pick(BREAKS) + text.slice(at) : text.slice(0, at) + text.slice(at + 1 + random.below(3));
  }

  #body(depth, count) {
    const parts = [];
    for (let index = 0; index < count; index++) {
      parts.push(this.random.pick(PIECES), this.#tag(depth));
    }
    parts.push(this.random.pick(PIECES));
    return parts.join('');
  }

  #inner(depth, names = []) {
    const before = this.expressions.names;
    this.expressions.names = [...before, ...names];
    const written = this.random.chance(0.15) ? this.random.pick(PIECES) : this.#body(depth - 1, 1 + this.random.below(2));
    this.expressions.names = before;
    return written;
  }

  output(depth = 2) {
    const dash = () => (this.random.chance(0.06) ? '-' : '');
    const space = this.random.chance(0.92) ? ' ' : this.random.pick(['', '  ', '\n']);
    return `${this.#open}${dash()}${space}${this.expressions.any(depth)}${space}${dash()}}}`;
  }

  #block(text) {
    const left = this.random.chance(0.12) ? '-' : '';
    const right = this.random.chance(0.12) ? '-' : '';
    return `{%${left} ${text} ${right}%}`;
  }

  #tag(depth) {
    const { random } = this;
    if (depth <= 0) {
      return this.output(1);
    }
    return random.weighted([
      [6, () => this.output()],
      [4, () => this.#if(depth)],
      [4, () => this.#for(depth)],
      [3, () => this.#set(depth)],
      [1, () => this.#macro(depth)],
      [1, () => this.#call(depth)],
      [1, () => this.#filter(depth)],
      [1, () => `${this.#block(`block b${this.#blocks}`)}${this.#inner(depth)}${this.#block(random.pick(['endblock', `endblock b${this.#blocks++}`]))}`],
      [1, () => this.#switch(depth)],
      [1, () => `{# ${random.pick(['a comment', '${{ x }}', '{% if %}', '', '-'])} #}`],
      [1, () => this.#raw()],
      [this.sound ? 0 : 0.3, () => this.#block(random.pick(['include "x"', "import 'x' as y", 'from "x" import y', 'extends "x"', 'do x', 'asyncEach x in a', 'nosuch', '', 'endif', 'else', 'case 1', 'ifAsync x', 'endfor x']))],
    ])();
  }

  #raw() {
    const name = this.random.pick(['raw', 'verbatim']);
    return `${this.#block(name)}${this.random.pick(['${{ n }}', '{% if t %}', '{{ x }}', ' x\n', '{# c #}', '{% raw %}'])}${this.#block(`end${name}`)}`;
  }

  #if(depth) {
    const { random, expressions } = this;
    const parts = [this.#block(`if ${expressions.any(2)}`), this.#inner(depth)];
    for (let index = random.below(2); index > 0; index--) {
      parts.push(this.#block(`${random.pick(['elif', 'elseif'])} ${expressions.any(1)}`), this.#inner(depth));
    }
    if (random.chance(0.4)) {
      parts.push(this.#block('else'), this.#inner(depth));
    }
    return `${parts.join('')}${this.#block('endif')}`;
  }

  #for(depth) {
    const { random, expressions } = this;
    const suffix = this.#loops++ % 3;
    const one = [`i${suffix}`];
    const [targets, values] = random.weighted([
      [6, () => [one, expressions.of('array', 2)]],
      [3, () => [[`k${suffix}`, `v${suffix}`], expressions.of('object', 2)]],
      [2, () => [['x', 'y'], random.pick(['pairs', '[[1, 2], [3, 4]]', "{a: 1} | dictsort", 'people'])]],
      [1, () => [['x', 'y', 'z'], '[[1, 2, 3], [4, 5]]']],
      [1, () => [one, expressions.any(2)]],
    ])();
    const loop = ['loop.index', 'loop.index0', 'loop.first', 'loop.last', 'loop.length', 'loop.revindex', 'loop.revindex0'];
    const otherwise = random.chance(0.25) ? `${this.#block('else')}${this.#inner(depth)}` : '';
    return `${this.#block(`for ${targets.join(', ')} in ${values}`)}${this.#inner(depth, [...targets, ...targets, random.pick(loop)])}${otherwise}${this.#block('endfor')}`;
  }

  #set(depth) {
    const { random, expressions } = this;
    const name = random.pick(['s', 'fresh', 'a', 'n', 'loop']);
    if (random.chance(0.25)) {
      return `${this.#block(`set ${name}`)}${this.#inner(depth)}${this.#block('endset')}`;
    }
    const targets = random.chance(0.1) ? `${name}, other` : name;
    return `${this.#block(`set ${targets} = ${expressions.any(2)}`)}${random.chance(0.5) ? `${this.#open} ${name} }}` : ''}`;
  }

  #macro(depth) {
    const { random, expressions } = this;
    const name = `m${this.#macros.length % 3}`;
    const parameters = random.pick([['x'], ['x', 'y'], ['x', 'y=1'], ["x='d'"], [], ['x', "y='a'", 'z=2']]);
    const names = parameters.map(parameter => parameter.split('=')[0]);
    const body = this.#inner(depth, [...names, !this.sound && random.chance(0.2) ? 'caller()' : 'n']);
    this.#macros.push(name);
    const given = random.pick([[], ['1'], ["'a'", '2'], ['x=1'], ["'a'", 'y=3'], ['1', '2', '3', '4']]);
    const call = random.chance(0.7) ? `${this.#open} ${name}(${given.join(', ')})${random.chance(0.2) ? ` | ${random.pick(['upper', 'length', 'trim', 'safe', 'escape'])}` : ''} }}` : '';
    return `${this.#block(`macro ${name}(${parameters.join(', ')})`)}${body}${this.#block('endmacro')}${call}`;
  }

  #call(depth) {
    const { random } = this;
    const name = `c${random.below(2)}`;
    const parameters = random.pick(['', '(p)', '(p, q=1)']);
    const given = random.pick(['', '1', "'x', 2"]);
    return `${this.#block(`macro ${name}(x)`)}[${this.#open} caller(${given}) }}${this.#open} x }}]${this.#block('endmacro')}${this.#block(`call${parameters} ${name}(${random.pick(['', 'n', 's'])})`)}${this.#inner(depth, parameters ? ['p'] : [])}${this.#block('endcall')}`;
  }

  #filter(depth) {
    const filter = this.random.pick(['upper', 'lower', 'trim', 'title', 'indent', "replace('a', 'b')", 'escape', 'length', 'indent(2, true)', 'truncate(5)', 'striptags', 'dump', 'reverse']);
    return `${this.#block(`filter ${filter}`)}${this.#inner(depth)}${this.#block('endfilter')}`;
  }

  #switch(depth) {
    const { random, expressions } = this;
    const type = random.pick(['text', 'number', 'any']);
    const value = () => (type === 'any' ? expressions.any(1) : expressions.of(type, 1));
    const parts = [this.#block(`switch ${value()}`)];
    for (let index = 0; index < 1 + random.below(3); index++) {
      parts.push(this.#block(`case ${value()}`), random.chance(0.3) ? '' : this.#inner(depth));
    }
    if (random.chance(0.5)) {
      parts.push(this.#block('default'), this.#inner(depth));
    }
    return `${parts.join('')}${this.#block('endswitch')}`;
  }
}
