/** `/system/logging` of a simulated router: where its log lines are sent. */
import { createFaultyPath, type LogFault } from './log-fault.ts';
import { frameLine, type LogFormat } from './log-frame.ts';
import { createTcpWire, createUdpWire, type Wire } from './remote-log.ts';
import type { LineListener } from './log-feed.ts';

export interface RemoteLog {
  host: string;
  port: number;
  /** Default: udp. */
  protocol?: 'udp' | 'tcp';
  /** Default: default. */
  format?: LogFormat;
  /** The router's identity before each message. Default: no. */
  isPrefixed?: boolean;
}

export interface Logging {
  /** Sends all further lines there, from the router's own address; null: nowhere. Lines that are not received are lost without an error. */
  setRemoteLog: (remote: RemoteLog | null) => void;
  setLogFault: (fault: LogFault | null) => void;
  /** Any line as `/log print` shows it: topics, a space, the message. */
  log: (line: string) => void;
}

export interface LoggingOptions {
  identity: string;
  host: string;
  now: () => number;
  /** The lines that the router itself writes. */
  lines: (listener: LineListener) => () => void;
  isUp: () => boolean;
}

export function createLogging(options: LoggingOptions): Logging & { stop(): Promise<void> } {
  const { identity, host, now, lines, isUp } = options;
  let wire: Wire | null = null;
  let format: LogFormat = 'default';
  let isPrefixed = false;
  let unlisten = () => {};
  const path = createFaultyPath((framed) => wire?.send(framed));

  function log(line: string): void {
    if (wire !== null && isUp()) path.send(frameLine(line, now(), { format, identity, isPrefixed }));
  }

  async function close(): Promise<void> {
    const closing = wire;
    wire = null;
    unlisten();
    unlisten = () => {};
    await closing?.stop();
  }

  return {
    log,
    setLogFault: path.setFault,
    setRemoteLog(remote) {
      void close();
      if (remote === null) return;
      ({ format = 'default', isPrefixed = false } = remote);
      wire = (remote.protocol === 'tcp' ? createTcpWire : createUdpWire)(remote, host);
      unlisten = lines(log);
    },
    async stop() {
      path.stop();
      await close();
    },
  };
}
