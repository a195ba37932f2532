/** Rows of one menu of a router. */
import { z } from 'zod';
import { cleanText } from '../../parse/text.ts';
import type { Row } from '../../parse/row.ts';
import { suggest } from '../../record/suggest.ts';
import { toIso } from '../../record/time.ts';
import { type RouterQuestion, routerQuestion } from '../question.ts';
import { badInput, type InputError, type Refusal } from '../refusal.ts';
import { type Condition, conditionSchema, objectionTo, toQueryWords } from './condition.ts';
import type { RouterAnswer, RouterTurn } from './door.ts';
import { menuOf, type RouterMenuName, routerMenuNames, toMenuName } from './menu.ts';
import { objectionToRouter, routerId, takenAt, toRefusal } from './shared.ts';

/** More rows are refused: reading them would hold the router up. */
export const MAX_ROWS = 5_000;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const MAX_VALUE_LENGTH = 512;

const input = z.strictObject({
  router: routerId,
  menu: z.string().min(1).max(64).describe('A menu of list_router_menus, such as ip/route.'),
  where: z.array(conditionSchema).max(10).optional().describe('Conditions; all must hold.'),
  properties: z
    .array(z.string().min(1).max(64).describe('A property of the menu.'))
    .min(1)
    .max(40)
    .optional()
    .describe('Those to answer with. Default: all that list_router_menus names.'),
  limit: z.int().min(1).max(MAX_LIMIT).optional().describe('Maximum number of rows.'),
});

const output = z
  .strictObject({
    router: z.string().describe('Id of the router.'),
    menu: z.string().describe('The menu.'),
    rows: z
      .array(z.record(z.string(), z.string()))
      .describe('As RouterOS writes them; a property that a row does not have is left out.'),
    row_count: z.int().describe('Rows that match, before the limit.'),
    truncated: z.boolean().describe('Rows were left out: raise limit, or add conditions.'),
    taken_at: takenAt,
  })
  .describe('Rows of one menu of a router.');

export const queryRouter: RouterQuestion = routerQuestion({
  name: 'query_router',
  title: 'Read one menu of a router',
  use: 'Rows of one menu of the router: interfaces, VLANs, bridges, routes, firewall rules, DHCP leases of wired devices, ARP, DNS settings, queues, system. Use list_router_menus for menus and properties. Narrow with where, such as [{"property":"active","op":"eq","value":"true"}]. For WiFi devices use list_devices instead.',
  description:
    'Rows of one menu of the router, read now. Only menus and properties of a fixed list come out; comments are among them. A menu with more than 5,000 matching rows is refused with its count.',
  topic: 'Routers',
  path: '/routers/{router}/query',
  method: 'post',
  input,
  aliases: { filter: 'where', filters: 'where', fields: 'properties', path: 'menu', router_id: 'router' },
  defaults: { limit: DEFAULT_LIMIT },
  output,
  record: 'RouterRows',
  refusals: ['router_busy', 'router_failed', 'not_on_router', 'too_many_rows'],
  narrow: 'Add conditions to where, name fewer properties, or lower limit.',
  example: {
    input: { router: 'router', menu: 'ip/route', where: [{ property: 'active', op: 'eq', value: 'true' }] },
    answer: {
      router: 'router',
      menu: 'ip/route',
      rows: [{ 'dst-address': '0.0.0.0/0', gateway: '203.0.113.1', active: 'true', distance: '1' }],
      row_count: 1,
      truncated: false,
      taken_at: '2026-11-20T09:30:00.000Z',
    },
  },
  async answer({ routers, key }, asked) {
    const { router, where = [], limit = DEFAULT_LIMIT } = asked as z.output<typeof input>;
    const name = toMenuName(String(asked['menu'])) as RouterMenuName;
    const errors = objections(name, asked as z.output<typeof input>);
    const stranger = objectionToRouter(routers.ids(), router);
    if (stranger !== null || errors.length > 0)
      return badInput([...(stranger === null ? [] : [stranger]), ...errors]);
    const { properties: known, size } = menuOf(name);
    const wanted = (asked['properties'] as string[] | undefined) ?? known;
    return routers.ask(router, key, async (turn) => {
      const words = where.length === 0 ? {} : { '.query': toQueryWords(where) };
      if (size === 'large') {
        const rowCount = await countRows(turn, name, words);
        if (typeof rowCount !== 'number') return toRefusal(rowCount);
        if (rowCount > MAX_ROWS) return tooMany(rowCount);
      }
      const answer = await turn.run({ path: `${name}/print`, words: { ...words, '.proplist': wanted } });
      if (answer.status !== 'complete') return toRefusal(answer);
      const { rows } = answer;
      if (rows.length > MAX_ROWS) return tooMany(rows.length);
      return {
        router,
        menu: name,
        rows: rows.slice(0, limit).map((row) => shown(row, wanted)),
        row_count: rows.length,
        truncated: rows.length > limit,
        taken_at: toIso(turn.now()),
      };
    });
  },
});

function tooMany(rowCount: number): Refusal {
  return { refused: 'too_many_rows', rowCount, most: MAX_ROWS };
}

async function countRows(
  turn: RouterTurn,
  name: string,
  words: Readonly<Record<string, readonly string[]>>,
): Promise<number | Exclude<RouterAnswer, { status: 'complete' }>> {
  const answer = await turn.run({ path: `${name}/print`, words: { ...words, 'count-only': '' } });
  if (answer.status !== 'complete') return answer;
  const count = Number(answer.rows[0]?.['ret']);
  // a router that does not count is read, and its answer is bounded by its size
  return Number.isInteger(count) ? count : 0;
}

/** What is not in the table is refused, in conditions too: else it could be guessed. */
function objections(
  name: RouterMenuName,
  { where = [], properties = [] }: z.output<typeof input>,
): InputError[] {
  if (!routerMenuNames.includes(name)) {
    const meant = suggest(name, routerMenuNames);
    return [
      {
        parameter: 'menu',
        message: `cannot be asked about. The menus are ${routerMenuNames.join(', ')}`,
        ...(meant !== null && { meant }),
      },
    ];
  }
  const known: readonly string[] = menuOf(name).properties;
  const unknown = (property: string) => !known.includes(property);
  const list = `The properties of ${name} are ${known.join(', ')}`;
  const [column] = properties.filter(unknown);
  const [condition] = where.filter(({ property }) => unknown(property));
  const [senseless] = where.flatMap((each: Condition) => objectionTo(each) ?? []);
  return [
    ...(column === undefined
      ? []
      : [{ parameter: 'properties', message: `names one that cannot be asked for. ${list}` }]),
    ...(condition === undefined
      ? []
      : [{ parameter: 'where', message: `names a property that cannot be asked for. ${list}` }]),
    ...(senseless === undefined ? [] : [{ parameter: 'where', message: senseless }]),
  ];
}

function shown(row: Row, properties: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    properties.flatMap((property) => {
      const value = Object.hasOwn(row, property) ? row[property] : undefined;
      return typeof value === 'string' ? [[property, cleanText(value, MAX_VALUE_LENGTH) ?? '']] : [];
    }),
  );
}
