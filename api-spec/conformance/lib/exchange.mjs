// One request and its answer, with nothing in between that would tidy either of them up.
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
const TIMEOUT_MILLISECONDS = 30_000;

/**
 * Sends a request as it stands.
 *
 * @param server where to: `{ host, port, token }`
 * @param request `{ method, path, headers, body, auth }`; body is text as it goes over the wire, or undefined; auth false leaves the token out
 * @returns `{ status, headers, text }`, header names in lower case
 */
export function send(server, request) {
  const headers = { ...request.headers };
  if (request.auth !== false && !('authorization' in headers)) {
    headers.authorization = `Bearer ${server.token}`;
  }
  if (request.body !== undefined) {
    headers['content-type'] ??= 'application/json';
    headers['content-length'] = Buffer.byteLength(request.body);
  }
  return new Promise((resolve, reject) => {
    const out = http.request(
      { host: '127.0.0.1', port: server.port, agent, method: request.method, path: request.path, headers: { host: `localhost:${server.port}`, ...headers } },
      answer => {
        const pieces = [];
        answer.on('data', piece => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(pieces).toString('utf8') }));
      },
    );
    out.setTimeout(TIMEOUT_MILLISECONDS, () => out.destroy(new Error(`no answer from ${server.name} within ${TIMEOUT_MILLISECONDS / 1000} s`)));
    out.on('error', reject);
    out.end(request.body);
  });
}

/** GETs JSON of which a 200 is expected, for what the tool itself needs to know. */
export async function getJson(server, path) {
  const answer = await send(server, { method: 'GET', path });
  if (answer.status !== 200) {
    throw new Error(`${server.name}: GET ${path}: expected 200, found ${answer.status} ${answer.text.slice(0, 300)}`);
  }
  return JSON.parse(answer.text);
}

export function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function closeConnections() {
  agent.destroy();
}
