// Real HTTP against the real service on a free port.
import assert from 'node:assert/strict';
import { request as rawRequest } from 'node:http';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { greetings } from '../src/greetings.js';
import { logTo } from '../src/log.js';
import { startService } from '../src/service.js';

describe('service', { timeout: 60_000 }, () => {
  let service;
  let lines;
  let slow;

  beforeEach(async () => {
    lines = [];
    slow = latch();
    const log = logTo({ write: (line) => lines.push(JSON.parse(line)) });
    service = await startService({ port: 0, drainSeconds: 0, graceSeconds: 10 }, [...greetings, ...testRoutes()], log);
  });

  afterEach(() => service.stop());

  test('greets by name', async () => {
    const response = await get('/greetings/Fern%20Oakley');

    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { greeting: 'Hello, Fern Oakley!' });
  });

  test('refuses a name that is too long', async () => {
    const response = await get(`/greetings/${'x'.repeat(61)}`);

    assert.equal(response.status, 400);
    assert.equal((await response.json()).error, 'A name has 1 to 60 characters');
  });

  test('answers unknown paths with a JSON error', async () => {
    const response = await get('/nowhere');

    assert.equal(response.status, 404);
    assert.equal((await response.json()).error, 'Not Found');
  });

  test('refuses methods that a route does not have', async () => {
    const response = await get('/greetings/Fern', { method: 'DELETE' });

    assert.equal(response.status, 405);
  });

  test('refuses a path that cannot be read', async () => {
    assert.equal(await statusOf('/greetings/%ZZ'), 400);
  });

  test('keeps the cause of a fault to itself and logs it', async () => {
    const response = await get('/broken');

    assert.equal(response.status, 500);
    assert.equal((await response.json()).error, 'Internal Server Error');
    assert.match(lines.find((line) => line.message === 'Request failed').stack, /a password/);
  });

  test('is alive and ready after the start', async () => {
    assert.equal((await get('/health/live')).status, 200);
    assert.equal((await get('/health/ready')).status, 200);
  });

  test('is alive but not ready while it drains', async () => {
    service.drain();

    assert.equal((await get('/health/ready')).status, 503);
    assert.equal((await get('/health/live')).status, 200);
    assert.equal((await get('/greetings/Fern')).status, 200);
  });

  test('counts requests by route and not by path', async () => {
    await (await get('/greetings/Fern')).text();

    const metrics = await (await get('/metrics')).text();

    const labels = 'method="GET",route="/greetings/:name",code="200"';
    assert.ok(metrics.includes(`http_request_duration_seconds_count{${labels}} 1\n`), metrics);
    assert.ok(metrics.includes(`http_request_duration_seconds_bucket{${labels},le="+Inf"} 1\n`), metrics);
    assert.ok(!metrics.includes('/greetings/Fern'), metrics);
  });

  test("logs each request with the caller's id", async () => {
    const response = await get('/greetings/Fern?secret=1', { headers: { 'X-Request-Id': 'abc-123' } });
    await service.stop();

    assert.equal(response.headers.get('X-Request-Id'), 'abc-123');
    const { requestId, method, path, status } = lines.find((line) => line.message === 'Request answered');
    assert.deepEqual({ requestId, method, path, status }, {
      requestId: 'abc-123', method: 'GET', path: '/greetings/Fern', status: 200,
    });
  });

  test('does not log probes', async () => {
    await (await get('/health/live')).text();
    await service.stop();

    assert.deepEqual(lines.map((line) => line.message), ['Listening', 'Stopping', 'Stopped']);
  });

  test("replaces a caller's id that does not belong in a log", async () => {
    const response = await get('/greetings/Fern', { headers: { 'X-Request-Id': 'not plain' } });

    assert.match(response.headers.get('X-Request-Id'), /^[0-9a-f-]{36}$/);
  });

  test('finishes requests that have begun before it stops', async () => {
    const answering = get('/slow');
    await slow.began;

    const stopped = service.stop();
    slow.end();

    const answer = await answering;
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('Connection'), 'close');
    await stopped;
    await assert.rejects(get('/health/live'), (error) => error.cause.code === 'ECONNREFUSED');
  });

  function testRoutes() {
    return [
      { method: 'GET', path: '/broken', handle: () => { throw new Error('a password'); } },
      { method: 'GET', path: '/slow', handle: () => slow.run() },
    ];
  }

  function get(path, options) {
    return fetch(`http://localhost:${service.port}${path}`, options);
  }

  /** Unlike fetch, this sends a path as it is. */
  function statusOf(path) {
    return new Promise((resolve, reject) => {
      rawRequest({ port: service.port, path, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject).end();
    });
  }
});

/** Something that says when it began and ends when told. */
function latch() {
  let began;
  let end;
  const hasBegun = new Promise((resolve) => { began = resolve; });
  const mayEnd = new Promise((resolve) => { end = resolve; });
  return { began: hasBegun, end, run: () => { began(); return mayEnd; } };
}
