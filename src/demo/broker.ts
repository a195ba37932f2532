/** An MQTT 3.1.1 broker for the demo, on this machine only, with one user. It keeps everything in memory. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface DemoBrokerOptions {
  username: string;
  password: string;
  /** 0, the default, is any free port. */
  port?: number;
}

export interface DemoBroker {
  /** `mqtt://127.0.0.1:…` */
  url: string;
  /** The newest MQTT that it speaks: 4 is 3.1.1. */
  version: 4 | 5;
  stop: () => Promise<void>;
}

const NOT_AUTHORIZED = 5;

export async function startDemoBroker({
  username,
  password,
  port = 0,
}: DemoBrokerOptions): Promise<DemoBroker> {
  // loaded with the first broker: it is large, and only the demo needs it
  const { Aedes } = await import('aedes');
  const aedes = await Aedes.createBroker({
    authenticate: (_client, name, word, done) => {
      if (isSame(name ?? '', username) && isSame(word?.toString() ?? '', password)) return done(null, true);
      done(Object.assign(new Error('not authorized'), { returnCode: NOT_AUTHORIZED }), false);
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    version: 4,
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
