/** What can be asked about a router. */
import { z } from 'zod';
import { type RouterQuestion, routerQuestion } from '../question.ts';
import { routerMenuNames, routerMenus } from './menu.ts';

const output = z
  .strictObject({
    menus: z
      .array(
        z.strictObject({
          menu: z.string().describe('Name for query_router.'),
          description: z.string().describe('What it holds.'),
          size: z
            .enum(['one', 'small', 'large'])
            .describe('one: a single row. large: counted before it is read.'),
          properties: z
            .array(z.string().describe('Name of a property.'))
            .describe('What can be asked for and compared.'),
        }),
      )
      .describe('The menus.'),
    routers: z
      .array(z.string().describe('Id of a router.'))
      .describe('Ids of the routers that can be asked.'),
  })
  .describe('The menus that can be asked about.');

export const listRouterMenus: RouterQuestion = routerQuestion({
  name: 'list_router_menus',
  title: 'List what can be asked about a router',
  use: 'The menus and properties that query_router knows, and the routers it can ask. Use it before query_router.',
  description: 'The menus that POST /routers/{router}/query answers, with their properties.',
  topic: 'Routers',
  path: '/router-menus',
  input: z.strictObject({
    menu: z.string().min(1).max(64).optional().describe('Only menus whose name contains this.'),
  }),
  defaults: {},
  output,
  record: 'RouterMenuList',
  refusals: [],
  narrow: 'Name a menu.',
  page: {
    rows: 'menus',
    ifNone: 'The name of no menu contains this. Without menu all are listed.',
    count: ({ menus }) => (menus as readonly object[]).length,
    cut: (answer, count) => ({ ...answer, menus: (answer['menus'] as readonly object[]).slice(0, count) }),
    next: () => null,
  },
  example: {
    input: { menu: 'identity' },
    answer: {
      menus: [
        { menu: 'system/identity', description: 'Name of the router.', size: 'one', properties: ['name'] },
      ],
      routers: ['router'],
    },
  },
  answer: async ({ routers }, { menu = '' }) => ({
    menus: routerMenuNames
      .filter((name) => name.includes(String(menu).toLowerCase()))
      .map((name) => {
        const { words, size, properties } = routerMenus[name];
        return { menu: name, description: words, size, properties: [...properties] };
      }),
    routers: [...routers.ids()],
  }),
});
