/** A router that is called by name, and a name that nobody knows, or that nobody answers for. The program sees files of its own for both. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noMounts } from './obstacle.ts';
import { type Ground, LONG_MS, POLL_MS, type Preparation, type Rig, type Scenario } from './scenario.ts';

const NAME = 'router.matrix.test';
/** Takes questions, and answers none. */
const SILENT = '127.0.0.77';

const namesWith = (isKnown: boolean) => `127.0.0.1 localhost\n${isKnown ? `127.0.0.1 ${NAME}\n` : ''}`;

async function ownNames(ground: Ground, isKnown: boolean, server: string): Promise<Preparation> {
  const [hosts, resolver] = [join(ground.directory, 'hosts'), join(ground.directory, 'resolv.conf')];
  writeFileSync(hosts, namesWith(isKnown));
  writeFileSync(resolver, `nameserver ${server}\n`);
  const mounts = 'mount --bind "$0" /etc/hosts && mount --bind "$1" /etc/resolv.conf && shift';
  return {
    routerUrl: (url, index) => (index === 0 ? url.replace('127.0.0.1', NAME) : url),
    before: ['unshare', '--mount', 'sh', '-c', `${mounts} && exec "$@"`, hosts, resolver],
  };
}

/** In place: it is this very file that is mounted. */
function setNames({ directory }: Ground, isKnown: boolean): void {
  const file = join(directory, 'hosts');
  truncateSync(file);
  writeFileSync(file, namesWith(isKnown), { flag: 'r+' });
}

/** The open connection needs no name: it is lost. */
async function lose(rig: Rig): Promise<void> {
  setNames(rig, false);
  rig.network.routers[0]!.setFault('reset');
  await rig.during(POLL_MS);
  rig.network.routers[0]!.setFault(null);
  await rig.during(LONG_MS);
  setNames(rig, true);
}

// nobody is asked there, and says so at once
const NOBODY = '127.0.0.78';
const isUnknown = ({ problems }: { problems: ReadonlySet<string> }) =>
  [...problems].some((problem) => problem.includes(NAME) && /name|resolve|DNS/i.test(problem));

export const nameScenarios: readonly Scenario[] = [
  {
    titles: ['name unknown', 'at the start', "router's name"],
    obstacle: noMounts,
    isBad: 'from the start',
    shows: isUnknown,
    prepare: (ground) => ownNames(ground, false, NOBODY),
    mayAnswer: ['503'],
    trouble: async (rig) => {
      await rig.during(LONG_MS);
      setNames(rig, true);
    },
  },
  {
    titles: ['name lost', '10 polls', "router's name"],
    obstacle: noMounts,
    shows: isUnknown,
    prepare: (ground) => ownNames(ground, true, NOBODY),
    trouble: lose,
  },
  {
    titles: ['name server silent', '10 polls', "router's name"],
    obstacle: noMounts,
    prepare: async (ground) => {
      const silent = createSocket({ type: 'udp4', reuseAddr: true }).bind(53, SILENT);
      await once(silent, 'listening');
      const preparation = await ownNames(ground, true, SILENT);
      return { ...preparation, end: () => void silent.close() };
    },
    trouble: lose,
  },
];
