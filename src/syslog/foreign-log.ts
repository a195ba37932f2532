/** Logs the addresses whose lines are ignored: each once, and at most so many. */
import type { Log } from '../telemetry/log.ts';

/** A sender of UDP can invent addresses. */
const MAX_LOGGED = 20;

export function createForeignLog(
  log: Pick<Log, 'warn'>,
  onForeign?: (address: string) => void,
): (address: string) => void {
  const logged = new Set<string>();
  return (address) => {
    if (logged.size >= MAX_LOGGED || logged.has(address)) return;
    logged.add(address);
    onForeign?.(address);
    const rest = logged.size === MAX_LOGGED ? ' Further addresses are only counted, in /health.' : '';
    log.warn(
      {
        address,
        remedy: `If this is one of your routers, add the address to SYSLOG_ALLOW. In a container, lines may come from the address of the gateway instead of the router's: then add that one.${rest}`,
      },
      'foreign log line ignored',
    );
  };
}
