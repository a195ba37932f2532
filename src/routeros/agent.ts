/**
 * The one kept-alive connection to a router. HTTP receives a socket only after the certificate has been checked, so no byte of a request,
 * and no password, reaches another host.
 */
import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import { openSocket, type TlsTrust } from './socket.ts';

export interface RouterAgent {
  /** For got: by protocol. */
  byProtocol: { http?: http.Agent; https?: https.Agent };
  /** Sockets opened so far. */
  openedCount(): number;
  /** The TCP connection is being made: the delay is the network's, not the router's. */
  isConnecting(): boolean;
  /** Gives up the connection, open or not: the router is busy on it with an abandoned command. */
  abandon(): void;
  close(): void;
}

type Done = (error: Error | null, socket: net.Socket) => void;

export function createAgent(secure: boolean, trust: TlsTrust): RouterAgent {
  let openedCount = 0;
  let newest: net.Socket | null = null;

  // the socket goes to the callback: HTTP writes to a returned one at once
  function createConnection(target: http.ClientRequestArgs, done?: (...args: never[]) => void): undefined {
    openedCount += 1;
    const address = { host: target.host ?? 'localhost', port: Number(target.port) };
    newest = openSocket(address, secure ? trust : null, done as Done);
    return undefined;
  }

  // no `maxSockets`: reads come one after another, and Node keeps a request whose connection failed in the agent's queue, where a later
  // socket raises an error without a listener
  const options = { keepAlive: true };
  const agent = Object.assign(secure ? new https.Agent(options) : new http.Agent(options), {
    createConnection,
  });
  return {
    byProtocol: agent instanceof https.Agent ? { https: agent } : { http: agent },
    openedCount: () => openedCount,
    isConnecting: () => newest?.connecting === true,
    abandon: () => newest?.destroy(),
    close: () => {
      newest?.destroy();
      agent.destroy();
    },
  };
}
