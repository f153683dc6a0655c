// Sends to both, compares, and reports.
import { comparable, differences } from './comparison.mjs';
import { send } from './exchange.mjs';
import { alignIds, settle } from './settling.mjs';

export class Both {
  constructor(servers, report) {
    this.servers = servers;
    this.report = report;
  }

  /**
   * Sends one request to both and compares the answers.
   *
   * @param request as `send` takes it; `{ backstage, buildrun }` where the two need something else, such as ids of their own
   * @param options as `comparable` takes them
   * @returns the two answers as they came
   */
  async ask(request, options) {
    const { backstage, buildrun } = this.servers;
    const of = name => ({ ...request, ...request[name] });
    const answers = await Promise.all([send(backstage, of('backstage')), send(buildrun, of('buildrun'))]);
    this.compare(of('backstage'), answers, options);
    return answers;
  }

  compare(request, answers, options) {
    const expected = comparable(this.servers.backstage, answers[0], options);
    const actual = comparable(this.servers.buildrun, answers[1], options);
    this.report.add(request, expected, actual, differences(expected, actual));
  }

  /**
   * Waits until both are calm and compares all that is in them; counts as one more request.
   *
   * @param situation the id of the known difference that shows here, and nowhere else
   */
  async settled(note, situation) {
    const found = await settle(this.servers);
    this.report.add({ method: 'GET', path: '/api/catalog/entities', note, situation }, {}, {}, found);
  }

  /** The same, and afterwards both have the same ids. */
  async settledWithSameIds(note) {
    await this.settled(note);
    return alignIds(this.servers);
  }

  /** Sends without comparing. */
  async tell(request) {
    const answers = await Promise.all([send(this.servers.backstage, request), send(this.servers.buildrun, request)]);
    answers.forEach((answer, index) => {
      if (answer.status >= 400) {
        throw new Error(`${['Backstage', 'Buildrun'][index]}: ${request.method} ${request.path}: ${answer.status} ${answer.text.slice(0, 300)}`);
      }
    });
    return answers;
  }

  register(target) {
    return this.tell({ method: 'POST', path: '/api/catalog/locations', body: JSON.stringify({ type: 'url', target }) });
  }

  /** Leaves both without any location, and so without any entity. */
  async empty() {
    for (const server of [this.servers.backstage, this.servers.buildrun]) {
      const listed = JSON.parse((await send(server, { method: 'GET', path: '/api/catalog/locations' })).text);
      for (const { data } of listed) {
        await send(server, { method: 'DELETE', path: `/api/catalog/locations/${data.id}` });
      }
    }
  }
}
