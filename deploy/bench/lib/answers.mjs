// Holds the answers of the two against one another: speed counts for nothing where they do not say the same.
import { comparable, differences } from '../../../api-spec/conformance/lib/comparison.mjs';
import { send } from '../../../api-spec/conformance/lib/exchange.mjs';
import { COMPARED } from './requests.mjs';

const SAMPLES = 6;

function sampled(list) {
  const step = Math.max(1, Math.floor(list.length / SAMPLES));
  return list.filter((_, index) => index % step === 0).slice(0, SAMPLES);
}

/** What a backend answers to some of the requests of each row, as it can be compared. */
export async function sampleAnswers(server, rows) {
  const found = new Map();
  for (const row of rows) {
    const answers = [];
    for (const request of sampled(row.requests)) {
      const { status, body } = comparable(server, await send(server, request));
      if (status !== 200) {
        throw new Error(`${server.name}: ${request.method} ${request.path}: expected 200, found ${status} ${JSON.stringify(body).slice(0, 300)}`);
      }
      answers.push({ request, body: row.compare === COMPARED.nothing ? null : row.compare === COMPARED.count ? body.length : body });
    }
    found.set(row.id, answers);
  }
  return found;
}

/** @returns `{ compared, unequal }`: how many answers, and a line for each that differs */
export function compareAnswers(first, second) {
  const unequal = [];
  let compared = 0;
  for (const [id, answers] of first) {
    answers.forEach(({ request, body }, index) => {
      const found = differences(body, second.get(id)[index].body);
      compared++;
      if (found.length > 0) {
        unequal.push(`${request.method} ${request.path.slice(0, 200)}: ${found[0].path}: Backstage ${found[0].backstage}, Buildrun ${found[0].buildrun}`);
      }
    });
  }
  return { compared, unequal };
}
