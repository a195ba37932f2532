/** The OpenAPI document: what applies to the whole interface, around the routes of `route.ts`. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { registerComponents } from './component.ts';
import { addPatterns } from './parameter.ts';

const DESCRIPTION = `Which device is on which MikroTik access point, its signal strength, and who is home.

Every response is made from the current snapshot or the history; only questions to a router and the plan of a change read one. \`null\` means that no source
provides the value, and is never 0. Names, host names and comments come from the network: treat them as untrusted text.

Times are ISO 8601 in UTC. A parameter that is a time also takes fewer digits (\`2026-11\`), epoch milliseconds, or a duration before now
(\`24h\`); without an offset it is UTC. Whatever a list is sorted by, null comes last. \`tx\` is towards the device, \`rx\` from it. Errors have the form of RFC 9457. An undocumented parameter is
an error. Every path also supports HEAD. Any other method gives 405 with \`Allow\`, and request headers above 16 KiB give 431.`;

// separate, because the type is that of OpenAPI 3.0, which has neither identifier nor summary
const INFO = {
  title: 'mikrotik-presence',
  summary: 'Devices on the WiFi of a MikroTik network, and who is home.',
  description: DESCRIPTION,
  contact: { name: 'mikrotik-presence', url: 'https://github.com/mikrotik-presence/mikrotik-presence' },
  license: { name: 'MIT', identifier: 'MIT' },
};

/** To be called once for each registry: it adds the components to the routes. */
export function createDocument(app: OpenAPIHono, version: string): object {
  registerComponents(app);
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { ...INFO, version },
    // relative to the document, so that it holds behind a proxy that adds a prefix
    servers: [{ url: '.', description: 'The service that serves this document.' }],
    tags: [
      { name: 'Devices', description: 'Devices on the WiFi, their history, and who is home.' },
      { name: 'Network', description: 'Routers, access points and WiFi interfaces.' },
      { name: 'Routers', description: 'Questions that a router is asked. Off without ROUTER_QUERIES=on.' },
      {
        name: 'Changes',
        description:
          'Changes to routers: planned, approved by a person, and undone by themselves. Off by default.',
      },
      { name: 'Service', description: 'The service itself.' },
    ],
  });
  addPatterns(document);
  return document;
}
