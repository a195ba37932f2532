/** Addresses that lines are ignored from: each is told once, and not without end. */
import type { Log } from '../telemetry/log.ts';

/** Anybody can make up addresses. */
const MAX_TOLD = 20;

export function createForeignLog(
  log: Pick<Log, 'warn'>,
  onForeign?: (address: string) => void,
): (address: string) => void {
  const told = new Set<string>();
  return (address) => {
    if (told.size >= MAX_TOLD || told.has(address)) return;
    told.add(address);
    onForeign?.(address);
    const rest = told.size === MAX_TOLD ? ' Further addresses are only counted, in /health.' : '';
    log.warn(
      {
        address,
        remedy: `If this is a router of yours, add the address to SYSLOG_ALLOW. In a container lines may come from the address of its gateway instead of the router's: then add that one.${rest}`,
      },
      'foreign log line ignored',
    );
  };
}
