/** A hundred questions a minute to a router, by ten keys and by one, with the user that polls: the polls keep their beat, and the rate holds. */
import { LONG_MS, POLL_MS, type Rig, type Scenario } from './scenario.ts';

const KEYS = [
  'a-key-for-the-matrix',
  ...Array.from({ length: 9 }, (_, index) => `another-key-for-the-matrix-${index}`),
];
const QUESTIONS = 100;
const MINUTE_MS = 6 * LONG_MS;
const POLLED = '/rest/interface/wifi/registration-table';
/** Polls of a minute that may be missing: one that is on its way at either end. */
const SPARE_POLLS = 2;

const asked = [
  ['query', { menu: 'ip/firewall/filter', properties: ['chain', 'action'] }],
  ['query', { menu: 'ip/dhcp-server/lease', where: [{ property: 'status', op: 'eq', value: 'bound' }] }],
  ['ping', { address: '10.20.0.1', count: 1 }],
  ['log?limit=20', null],
] as const;

function scenario(title: string, keys: readonly string[], answered: number): Scenario {
  let counts = new Map<number, number>();
  let polls = 0;
  return {
    titles: ['100 questions', '1 minute', title],
    isStill: true,
    prepare: async ({ network }) => {
      // to ping
      for (const user of network.routers[0]!.users) user.policies = [...user.policies, 'test'];
      return { env: { API_KEY: KEYS.join(' '), ROUTER_QUERIES: 'on' } };
    },
    // each key has ten at once and ten more in the minute
    shows: () =>
      polls >= MINUTE_MS / POLL_MS - SPARE_POLLS &&
      (counts.get(200) ?? 0) >= answered &&
      [...counts.keys()].every((status) => status === 200 || status === 429),
    trouble: async (rig) => {
      counts = new Map();
      const begun = rig.network.routers[0]!.requests.length;
      const answers: Promise<void>[] = [];
      for (let index = 0; index < QUESTIONS; index++) {
        answers.push(ask(rig, keys[index % keys.length]!, index).then((status) => count(counts, status)));
        await rig.during(MINUTE_MS / QUESTIONS);
      }
      await Promise.all(answers);
      polls = rig.network.routers[0]!.requests.slice(begun).filter(({ path }) => path === POLLED).length;
      process.stderr.write(`${QUESTIONS} questions by ${title}: ${[...counts].join(' ')}, ${polls} polls\n`);
    },
  };
}

async function ask({ port }: Rig, key: string, index: number): Promise<number> {
  const [route, body] = asked[index % asked.length]!;
  const answer = await fetch(`http://127.0.0.1:${port}/routers/r0/${route}`, {
    method: body === null ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status !== 200 && answer.status !== 429)
    process.stderr.write(`${route}: ${answer.status} ${await answer.text()}\n`);
  else await answer.arrayBuffer();
  return answer.status;
}

function count(counts: Map<number, number>, status: number): void {
  counts.set(status, (counts.get(status) ?? 0) + 1);
}

export const questionScenarios: readonly Scenario[] = [
  scenario('ten keys', KEYS, QUESTIONS),
  scenario('one key', KEYS.slice(0, 1), 10),
];
