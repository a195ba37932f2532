/** Writes openapi.json as the app documents itself. Run by `npm run openapi`. */
import { writeFile } from 'node:fs/promises';
import { readDocument } from './rest/start.ts';

const document = await readDocument();
await writeFile(new URL('../openapi.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
