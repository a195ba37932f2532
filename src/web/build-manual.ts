/** Renders `docs/` into the folder that `createWeb` serves below /manual: a page of HTML each, one style sheet, and the pictures. Not shipped. */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked, type Tokens } from 'marked';

const root = fileURLToPath(new URL('../../', import.meta.url));
const REPOSITORY = 'https://github.com/mikrotik-presence/mikrotik-presence/blob/main';

/** The pages by the path below /manual, '' is the first; and the pictures, by their path in the repository. */
export interface Manual {
  pages: ReadonlyMap<string, string>;
  pictures: readonly string[];
}

export async function renderManual(): Promise<Manual> {
  const names = await readdir(join(root, 'docs'), { recursive: true });
  const files = names.filter((name) => name.endsWith('.md')).toSorted();
  const pictures = new Set<string>();
  const pages = new Map<string, string>();
  for (const file of files) {
    const text = await readFile(join(root, 'docs', file), 'utf8');
    pages.set(
      pathOf(file),
      toPage(file, text, (picture) => void pictures.add(picture)),
    );
  }
  return { pages, pictures: [...pictures] };
}

/** Adds the folder `manual` to the directory. */
export async function buildManual(directory: string): Promise<void> {
  const { pages, pictures } = await renderManual();
  const folder = join(directory, 'manual');
  for (const [path, html] of pages) {
    const file = join(folder, `${path === '' ? 'index' : path}.html`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, html);
  }
  await copyFile(fileURLToPath(new URL('./manual.css', import.meta.url)), join(folder, 'manual.css'));
  await copyFile(fileURLToPath(new URL('./page/favicon.svg', import.meta.url)), join(folder, 'favicon.svg'));
  for (const picture of pictures) await copyFile(join(root, picture), join(folder, basename(picture)));
}

function pathOf(file: string): string {
  return file === 'README.md' ? '' : file.replace(/(?:\/README)?\.md$/, '');
}

/** As GitHub does. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/<[^>]*>|[`*]|&[a-z#\d]+;/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function toPage(file: string, text: string, onPicture: (path: string) => void): string {
  const title = /^# (.+)$/m.exec(text)?.[1] ?? file;
  const here = pathOf(file);
  const to = (path: string) => relativeTo(here, path);
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading) {
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${slugOf(inner)}">${inner}</h${depth}>\n`;
      },
      table(token: Tokens.Table) {
        const inner = (cell: Tokens.TableCell) => this.parser.parseInline(cell.tokens);
        const titles = token.header.map((cell) => inner(cell).replace(/<[^>]*>/g, ''));
        const row = (cells: Tokens.TableCell[], begin: (column: number) => string, end: string) =>
          `<tr>${cells.map((cell, column) => begin(column) + inner(cell) + end).join('')}</tr>`;
        const hasHead = titles.some((title) => title !== '');
        const head = hasHead ? `<thead>${row(token.header, () => '<th>', '</th>')}</thead>` : '';
        // a narrow screen shows the title before the cell
        const titled = (column: number) => `<td data-head="${titles[column]}">`;
        const begin = isWide(token) ? titled : () => '<td>';
        const body = token.rows.map((cells) => row(cells, begin, '</td>')).join('\n');
        const width = isWide(token) ? 'wide' : 'two';
        return `<div class="table ${width}"><table>${head}<tbody>${body}</tbody></table></div>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        return `<a href="${target(file, href, to)}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text: alt }: Tokens.Image) {
        onPicture(posix.normalize(posix.join('docs', posix.dirname(file), href)));
        return `<img src="${to(basename(href))}" alt="${alt}">`;
      },
    },
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · mikrotik-presence</title>
<link rel="icon" href="${to('favicon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${to('manual.css')}">
</head>
<body>
<header><nav aria-label="Manual"><a href="${relativeRoot(here)}manual">Manual</a> <a href="${to('getting-started')}">Start</a> <a href="${to('configuration')}">Configuration</a> <a href="${to('troubleshooting')}">Troubleshooting</a> <a href="${relativeRoot(here)}">The page</a></nav></header>
<main>
${marked.parse(text, { async: false })}</main>
</body>
</html>
`;
}

function isWide({ header }: Tokens.Table): boolean {
  return header.length > 2;
}

/** From one page to another, both below /manual; a proxy may put any prefix before it. */
function relativeTo(here: string, path: string): string {
  const from = posix.dirname(posix.join('/manual', here));
  return posix.relative(from, posix.join('/manual', path)) || '../manual';
}

function relativeRoot(here: string): string {
  const depth = here === '' ? 0 : here.split('/').length;
  return depth === 0 ? './' : '../'.repeat(depth);
}

function target(file: string, href: string, to: (path: string) => string): string {
  if (/^(?:https?:|#)/.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const full = posix.normalize(posix.join('docs', posix.dirname(file), path));
  return full.startsWith('docs/') && full.endsWith('.md')
    ? to(pathOf(full.slice('docs/'.length))) + hash
    : `${REPOSITORY}/${full}${hash}`;
}
