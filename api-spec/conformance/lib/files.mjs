// A web server for descriptor files, which both backends read from. A file is a text under a path, and may change while they run.
import http from 'node:http';

export class Files {
  #texts = new Map();
  #server;

  static async start() {
    const files = new Files();
    files.#server = http.createServer((request, answer) => files.#answer(request, answer));
    await new Promise(resolve => files.#server.listen(0, '127.0.0.1', resolve));
    return files;
  }

  #answer(request, answer) {
    const text = this.#texts.get(decodeURIComponent(request.url.replace(/^\//, '').replace(/\?.*$/, '')));
    if (text === undefined) {
      answer.writeHead(404, 'Not Found', { 'content-type': 'text/plain' }).end('no such file');
    } else {
      answer.writeHead(200, { 'content-type': 'text/yaml; charset=utf-8' }).end(text);
    }
  }

  get host() {
    return `localhost:${this.#server.address().port}`;
  }

  /** @returns the address of the file */
  put(path, text) {
    this.#texts.set(path, text);
    return this.url(path);
  }

  remove(path) {
    this.#texts.delete(path);
  }

  url(path) {
    return `http://${this.host}/${path}`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
