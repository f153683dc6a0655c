// One question to both languages after the other, from a seed.
import { Random } from '../lib/random.mjs';
import { Expressions } from './expressions.mjs';
import { Templates } from './templates.mjs';

const AROUND = ['', '', ' ', '\n', 'x', '{# c #}', '-'];

function value(random) {
  const places = random.chance(0.3);
  const context = places ? 'scaffolder' : 'plain';
  const sound = random.chance(0.5);
  if (random.chance(0.2)) {
    return { kind: 'value', context, template: new Templates(random, { places, sound }).make(2) };
  }
  const written = new Expressions(random, { places, sound }).any(3);
  const around = () => (random.chance(0.12) ? random.pick(AROUND) : '');
  return { kind: 'value', context, template: `${around()}\${{ ${written} }}${around()}` };
}

function text(random, kind) {
  const python = kind === 'cookiecutter';
  const places = python || random.chance(0.3);
  const template = new Templates(random, { python, places, sound: random.chance(0.75) }).make(3);
  return { kind, context: places ? 'scaffolder' : 'plain', template, trimBlocks: random.chance(0.15), lstripBlocks: random.chance(0.15) };
}

/** The question of a number, whatever was asked before. */
export function question(seed, number) {
  const random = new Random(seed * 1_000_003 + number);
  random.next();
  return random.weighted([[55, () => value(random)], [35, () => text(random, 'text')], [10, () => text(random, 'cookiecutter')]])();
}
