// The comparison's synthetic streams on Node's `http` and the `ws` package, as a good user of both would serve them.
//
// Unpaced, a stream writes 16 KiB of events at a time until `write` says that the socket is full, and goes on at
// `drain`; WebSocket messages are corked into one write a batch. Paced, each event is written when it is due, by
// timers whose grain is a millisecond. Events are the same as the other servers': see TickEncoder.java.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const EPOCH = '0000node';
const BATCH_BYTES = 16 * 1024;
const SIZE_MIN = 96;
const SIZE_MAX = 8192;
const CONTENT_TYPES = { '/bench/stream': 'application/x-ndjson', '/bench/sse': 'text/event-stream', '/bench/ws': '' };

const line = (type, id, json) => json + '\n';
const sse = (type, id, json) => `id: ${id}\nevent: ${type}\ndata: ${json}\n\n`;
const message = (type, id, json) => json;

/** What is asked for; null if it is not a stream, undefined if it is out of bounds. */
function parse(target) {
  const url = new URL(target, 'http://localhost');
  if (!(url.pathname in CONTENT_TYPES)) {
    return null;
  }
  const number = (name, otherwise) => Number(url.searchParams.get(name) ?? otherwise);
  const request = { path: url.pathname, count: number('count', 1), size: number('size', 128), rate: number('rate', 0),
    hold: number('hold', 0) !== 0 };
  return request.size >= SIZE_MIN && request.size <= SIZE_MAX && request.count >= 0 ? request : undefined;
}

/** One stream's events: `metadata`, ticks when they are due, `summary`. */
class TickSource {
  constructor(request, frame) {
    this.request = request;
    this.frame = frame;
    this.sent = 0;
    this.begun = false;
    this.ended = false;
  }

  get held() {
    return this.request.hold && this.begun && this.sent === this.request.count;
  }

  /** Milliseconds until the next event is due. */
  get waitMs() {
    return Math.max(0, this.startMs + this.sent * 1000 / this.request.rate - performance.now());
  }

  /** The next event, framed; '' if none is due. */
  next() {
    if (!this.begun) {
      this.begun = true;
      this.startMs = performance.now();
      return this.control('metadata', 0);
    }
    const { count, rate, hold } = this.request;
    if (this.sent < count) {
      return rate === 0 || this.waitMs === 0 ? this.tick() : '';
    }
    if (hold || this.ended) {
      return '';
    }
    this.ended = true;
    return this.control('summary', this.sent + 1);
  }

  tick() {
    const seq = this.sent++;
    const id = `${EPOCH}-${seq + 1}`;
    const open = `{"type":"tick","id":"${id}","seq":${seq},"ts":${process.hrtime.bigint()},"pad":"`;
    return this.frame('tick', id, open + 'x'.repeat(this.request.size - open.length - 2) + '"}');
  }

  control(type, offset) {
    const id = `${EPOCH}-${offset}`;
    return this.frame(type, id, `{"type":"${type}","id":"${id}"}`);
  }
}

/** Calls `write` until it says stop, nothing is due or the stream has ended; then again when there is something. */
function pump(source, write, isGone) {
  if (isGone() || source.ended) {
    return;
  }
  const wrote = write();
  if (wrote === 'full' || source.ended || source.held) {
    return;
  }
  if (wrote === 'nothing') {
    setTimeout(pump, source.waitMs, source, write, isGone);
  } else {
    setImmediate(pump, source, write, isGone);
  }
}

function stream(response, request) {
  response.writeHead(200, { 'Content-Type': CONTENT_TYPES[request.path], 'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no' });
  const source = new TickSource(request, request.path === '/bench/sse' ? sse : line);
  const isGone = () => response.destroyed;
  const write = () => {
    let batch = '';
    for (let event = ' '; event !== '' && batch.length < BATCH_BYTES;) {
      event = source.next();
      batch += event;
    }
    if (source.ended) {
      response.end(batch, 'latin1');
      return 'full';
    }
    return batch === '' ? 'nothing' : response.write(batch, 'latin1') ? 'some' : 'full';
  };
  // Not at once: what the socket took at once drains in the same tick, and no other connection would have a turn.
  response.on('drain', () => setImmediate(pump, source, write, isGone));
  pump(source, write, isGone);
}

function messages(client, socket, request) {
  const source = new TickSource(request, message);
  const isGone = () => client.readyState !== client.OPEN;
  const write = () => {
    let bytes = 0;
    socket.cork();
    for (let event = ' '; event !== '' && bytes < BATCH_BYTES;) {
      event = source.next();
      bytes += event.length;
      if (event !== '') {
        client.send(event);
      }
    }
    if (source.ended) {
      client.close(1000);
    }
    socket.uncork();
    return bytes === 0 ? 'nothing' : socket.writableNeedDrain ? 'full' : 'some';
  };
  socket.on('drain', () => setImmediate(pump, source, write, isGone));
  // A reset is how a client leaves that is not interested any more.
  client.on('error', () => client.terminate());
  pump(source, write, isGone);
}

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    request.resume().on('end', () => stream(response, { path: '/bench/stream', count: 1, size: 128, rate: 0 }));
    return;
  }
  if (request.url === '/readyz') {
    response.end('ready\n');
    return;
  }
  const wanted = parse(request.url);
  if (wanted) {
    stream(response, wanted);
  } else {
    response.writeHead(wanted === null ? 404 : 400).end();
  }
});

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on('upgrade', (request, socket, head) => {
  const wanted = parse(request.url);
  if (wanted) {
    sockets.handleUpgrade(request, socket, head, client => messages(client, socket, wanted));
  } else {
    socket.destroy();
  }
});

// Tells what is reachable, for the scenario that counts what a subscriber costs; needs --expose-gc.
process.on('SIGUSR2', () => {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  console.log(`memory ${heapUsed + external}`);
});

const portAt = process.argv.indexOf('--port');
server.listen({ port: portAt < 0 ? 0 : Number(process.argv[portAt + 1]), host: '127.0.0.1', backlog: 4096 }, () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`));
