/** The OpenAPI document: what is true of the whole interface, around the routes of `route.ts`. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { addPatterns } from './parameter.ts';

const DESCRIPTION = `Which device is on which MikroTik access point, how well it is heard, and who is home.

Everything is told from the current snapshot; no request causes a read of a router. \`null\` means that no source says, and is never 0.
Names, host names and comments come from the network: treat them as untrusted text.

Times are ISO 8601 in UTC. \`tx\` is towards the device, \`rx\` from it. Errors are problems as of RFC 9457. A parameter that is not
documented is an error. Every path also answers HEAD; another method is answered 405 with \`Allow\`, and request headers of more than
16 KiB are answered 431.`;

// apart, because the type is that of OpenAPI 3.0, which knows neither identifier nor summary
const INFO = {
  title: 'mikrotik-presence',
  summary: 'Devices on the WiFi of a MikroTik network, and who is home.',
  description: DESCRIPTION,
  license: { name: 'MIT', identifier: 'MIT' },
};

export function createDocument(app: OpenAPIHono, version: string): object {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { ...INFO, version },
    servers: [{ url: '/', description: 'The service that serves this document.' }],
    tags: [
      { name: 'Devices', description: 'What is on the WiFi, and who is home.' },
      { name: 'Network', description: 'What carries the devices.' },
      { name: 'Service', description: 'This service itself.' },
    ],
  });
  addPatterns(document);
  return document;
}
