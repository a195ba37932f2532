/** Whether the native API answers at a router whose REST does not. Nothing is sent. */
import { connect } from 'node:net';
import { apiTarget } from '../routeros/url.ts';

const WAIT_MS = 1_500;

/** The URL to use instead; over TLS if that port is open. Null when neither is. */
export async function findNativeApi(url: string, ports = ['', '']): Promise<string | null> {
  const { hostname } = new URL(url);
  const candidates = ['apis', 'api'].map((scheme, index) => `${scheme}://${hostname}${ports[index]}`);
  const open = await Promise.all(candidates.map(isOpen));
  return candidates.find((_, index) => open[index]) ?? null;
}

function isOpen(url: string): Promise<boolean> {
  const { host, port } = apiTarget(url);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: WAIT_MS });
    const end = (isConnected: boolean) => {
      socket.destroy();
      resolve(isConnected);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
