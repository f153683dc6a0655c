// The frame around the service's own routes: health, metrics, request log, error bodies and a shutdown that lets callers
// finish.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, STATUS_CODES } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Metrics } from './metrics.js';

/** An answer other than 200. Its message goes to the caller. */
export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Starts listening; done once the service can be called.
 *
 * @param routes list of {method, path, handle}. A path may have parts such as ":name". handle gets
 *   {parameters, url, request} and gives what is sent as JSON, or a promise of it; nothing gives 204.
 */
export async function startService(settings, routes, log) {
  const metrics = new Metrics();
  let ready = true;
  let stopping;

  const all = [
    { method: 'GET', path: '/health/live', quiet: true, handle: () => ({ status: 'alive' }) },
    { method: 'GET', path: '/health/ready', quiet: true, handle: readiness },
    { method: 'GET', path: '/metrics', quiet: true, text: true, handle: () => metrics.text() },
    ...routes,
  ];

  const server = createServer((request, response) => answer(request, response));
  server.requestTimeout = 30_000;
  server.listen(settings.port);
  await once(server, 'listening');
  const { port } = server.address();
  log('info', 'Listening', { port });

  return {
    /** The port that callers can use, also where the settings asked for any. */
    port,
    drain,
    stop: () => (stopping ??= stop()),
  };

  // Check here what the service cannot work without, a database for instance; never in /health/live, because a restart of
  // this process would not heal it.
  function readiness() {
    if (!ready) {
      throw new HttpError(503, 'stopping');
    }
    return { status: 'ready' };
  }

  /** Tells the platform to send no more requests; those that still come are answered. */
  function drain() {
    ready = false;
  }

  /** Drains, lets requests finish that have begun, and closes the port. */
  async function stop() {
    log('info', 'Stopping');
    drain();
    if (settings.drainSeconds > 0) {
      await sleep(settings.drainSeconds * 1000);
    }
    const closed = once(server, 'close');
    server.close();
    const patience = setTimeout(() => server.closeAllConnections(), settings.graceSeconds * 1000);
    await closed;
    clearTimeout(patience);
    log('info', 'Stopped');
  }

  async function answer(request, response) {
    const start = process.hrtime.bigint();
    const requestId = acceptedId(request.headers['x-request-id']) ?? randomUUID();
    response.setHeader('X-Request-Id', requestId);
    let route;
    response.on('close', () => {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      const { method } = request;
      const code = response.statusCode;
      metrics.countRequest({ method, route: route?.path ?? 'none', code, seconds });
      if (!route?.quiet) {
        const path = request.url.split('?', 1)[0];
        log('info', 'Request answered', { requestId, method, path, status: code, milliseconds: Math.round(seconds * 1000) });
      }
    });
    try {
      const url = readUrl(request);
      route = find(all, request.method, url.pathname);
      const body = await route.handle({ parameters: parametersOf(route.path, url.pathname), url, request });
      send(response, body === undefined ? 204 : 200, body, route.text);
    } catch (error) {
      // What went wrong inside is for the log, not for the caller.
      const known = error instanceof HttpError;
      if (!known) {
        log('error', 'Request failed', { requestId, error });
      }
      const status = known ? error.status : 500;
      send(response, status, { error: known ? error.message : STATUS_CODES[500], status, requestId });
    }
  }

  function send(response, status, body, text = false) {
    if (!server.listening) {
      response.setHeader('Connection', 'close');
    }
    if (body === undefined) {
      response.writeHead(status).end();
      return;
    }
    const type = text ? 'text/plain; version=0.0.4; charset=utf-8' : 'application/json';
    const payload = text ? body : JSON.stringify(body);
    response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(payload) }).end(payload);
  }
}

function readUrl(request) {
  try {
    const url = new URL(request.url, 'http://service');
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw new HttpError(400, 'The path cannot be read');
  }
}

function find(routes, method, path) {
  const here = routes.filter((route) => parametersOf(route.path, path));
  if (here.length === 0) {
    throw new HttpError(404, STATUS_CODES[404]);
  }
  const route = here.find((candidate) => candidate.method === method);
  if (!route) {
    throw new HttpError(405, STATUS_CODES[405]);
  }
  return route;
}

/** "/greetings/:name" and "/greetings/Fern" give {name: "Fern"}; undefined where they do not match. */
function parametersOf(pattern, path) {
  const wanted = pattern.split('/');
  const found = path.split('/');
  if (wanted.length !== found.length) {
    return undefined;
  }
  const parameters = {};
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith(':')) {
      parameters[part.slice(1)] = decodeURIComponent(found[i]);
    } else if (part !== found[i]) {
      return undefined;
    }
  }
  return parameters;
}

/** What callers send ends up in logs, so it has to be short and plain. */
function acceptedId(id) {
  return /^[A-Za-z0-9_-]{1,64}$/.test(id ?? '') ? id : undefined;
}
