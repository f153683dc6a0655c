// Just enough for Prometheus. When you need more than requests, memory and time, take the package prom-client.

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export class Metrics {
  #requests = new Map();

  /** By route, "/greetings/:name", and not by path: paths are without end, and each would be a time series of its own. */
  countRequest({ method, route, code, seconds }) {
    const labels = `method="${method}",route="${route}",code="${code}"`;
    let entry = this.#requests.get(labels);
    if (!entry) {
      entry = { count: 0, sum: 0, buckets: BUCKETS.map(() => 0) };
      this.#requests.set(labels, entry);
    }
    entry.count += 1;
    entry.sum += seconds;
    BUCKETS.forEach((bound, i) => {
      if (seconds <= bound) {
        entry.buckets[i] += 1;
      }
    });
  }

  /** All of it in Prometheus' text format. */
  text() {
    const lines = [
      '# HELP process_resident_memory_bytes Memory that the process holds.',
      '# TYPE process_resident_memory_bytes gauge',
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
      '# HELP process_uptime_seconds Time since the start.',
      '# TYPE process_uptime_seconds gauge',
      `process_uptime_seconds ${process.uptime()}`,
      '# HELP http_request_duration_seconds Time from the first byte of a request to the last byte of its answer.',
      '# TYPE http_request_duration_seconds histogram',
    ];
    for (const [labels, { count, sum, buckets }] of this.#requests) {
      BUCKETS.forEach((bound, i) => {
        lines.push(`http_request_duration_seconds_bucket{${labels},le="${bound}"} ${buckets[i]}`);
      });
      lines.push(`http_request_duration_seconds_bucket{${labels},le="+Inf"} ${count}`);
      lines.push(`http_request_duration_seconds_sum{${labels}} ${sum}`);
      lines.push(`http_request_duration_seconds_count{${labels}} ${count}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
