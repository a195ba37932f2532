/** The manual: that it is whole, that its links lead somewhere, and that it is English. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionNames } from '../src/config/action-name.ts';
import { names as variables } from '../src/config/variable.ts';
import { errorKinds } from '../src/parse/reading.ts';
import { findingKinds } from '../src/record/finding.ts';
import { renderManual, slugOf } from '../src/web/build-manual.ts';
import { metricRows } from './metrics/metric-rows.ts';
import { findingsPage } from './findings-page.ts';
import { excluded, MOST_WORDS, sentencesOf, wordsOf } from './english.ts';
import { manualPages, readManual, readPage } from './manual.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const manual = readManual();

/** The words that the text has nowhere, or only within longer ones: `get_device` within `get_device_history`. */
const missingIn = (text: string, words: readonly string[]) =>
  words.filter((word) => {
    const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return !new RegExp(`(?<![\\w/-])${escaped}(?![\\w/-])`).test(text);
  });

it('the page on findings is made from the file of each kind', async () => {
  await expect(findingsPage()).toMatchFileSnapshot('../docs/findings.md');
});

describe('in the manual is', () => {
  it('every variable', () => expect(missingIn(manual, variables)).toEqual([]));
  it('every finding', () => expect(missingIn(readPage('findings.md'), findingKinds)).toEqual([]));
  it('every action', () => expect(missingIn(readPage('changes.md'), actionNames)).toEqual([]));

  it('every route', () => {
    const { paths } = JSON.parse(read('openapi.json')) as { paths: Record<string, object> };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'parameters')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    const api = ['api', 'metrics', 'mcp/oauth'].map((page) => readPage(`${page}.md`)).join('\n');
    expect(
      missingIn(
        api,
        routes.filter((route) => !/ \/docs\/./.test(route)),
      ),
    ).toEqual([]);
  });

  it('every tool', () => {
    const tools = readdirSync(join(root, 'test/contract/tools')).map((file) => file.replace(/\.\w+$/, ''));
    expect(missingIn(readPage('mcp/README.md'), tools)).toEqual([]);
  });

  it('every metric, with the meaning that a scrape has', async () => {
    const rows = await metricRows();
    expect(rows.length).toBeGreaterThan(60);
    expect(missingIn(readPage('metrics.md'), rows)).toEqual([]);
  });

  it('every topic', () => {
    const topics = topicsIn(read('src/mqtt/topics.ts'));
    expect(topics.length).toBeGreaterThan(20);
    const page = readPage('home-assistant.md');
    const own = topics.map((topic) => `\`${topic}\``);
    expect(missingIn(page, [...own, 'homeassistant/device/+/config', 'homeassistant/status'])).toEqual([]);
  });

  it('every kind of failure, as a section', () => {
    const sections = headingsOf(readPage('troubleshooting.md'));
    expect(missingIn(sections.join(' '), errorKinds)).toEqual([]);
  });

  it('every message about a failed read, with a remedy', () => {
    const source = read('src/routeros/failure.ts') + read('src/routeros/answer.ts');
    const known = source.slice(source.indexOf('const KNOWN'));
    // what stands in the brackets of a message is no message
    const messages = [...known.matchAll(/'((?:the|no|what answers) [^']+)'/g)]
      .map(([, message]) => message!)
      .filter((message) => !/^the (?:certificate is not|user)|^no content type$/.test(message));
    expect(messages.length).toBeGreaterThan(12);
    expect(missingIn(readPage('troubleshooting.md'), messages.map(bare))).toEqual([]);
  });

  it('every status that an error answer has, as the section that its type names', () => {
    const sources = ['http', 'rest', 'mcp', 'service', 'auth', 'web', 'metrics'].flatMap((folder) =>
      readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => read(join('src', folder, file))),
    );
    const statuses = new Set(sources.flatMap((text) => text.match(/\bstatus: [45]\d\d\b/g) ?? []));
    const wanted = [...statuses].map((status) => `http-${status.slice('status: '.length)}`);
    expect(wanted.length).toBeGreaterThan(8);
    expect(missingIn(headingsOf(readPage('troubleshooting.md')).join(' '), wanted)).toEqual([]);
  });

  it('every warning and error of the log', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const events = read('test/contract/log-events.txt').split('\n').filter(Boolean);
    const source = files.map((file) => read(join('src', file))).join('\n');
    const serious = events.filter((event) =>
      new RegExp(`log\\.(?:warn|error)\\((?:[^;]|\\n){0,400}?'${event}'`).test(source),
    );
    expect(serious.length).toBeGreaterThan(30);
    expect(
      missingIn(
        readPage('troubleshooting.md'),
        serious.map((event) => `\`${event}\``),
      ),
    ).toEqual([]);
  });
});

const LEVELS: Record<string, string> = {
  deviceId: '<device_id>',
  slug: '<slug>',
  verb: '<verb>',
  client: '<device_id>',
  person: '<slug>',
  router: '<id>',
  ap: '<id>',
};

/** The topics below the base, as the manual writes them: `client/<device_id>/state`. */
function topicsIn(source: string): string[] {
  const built = source.matchAll(/^ {4}\w+: (?:\(([^)]*)\) => )?`\$\{base\}\/([^`]+)`,$/gm);
  return [...built].flatMap(([, parameters = '', template]) => {
    const kinds = [...parameters.matchAll(/'(\w+)'/g)].map(([, kind]) => kind!);
    return (kinds.length === 0 ? ['router'] : kinds).map((kind) =>
      template!
        .replace('/+', '/<verb>')
        .replace('${kind}', kind)
        .replace('${id}', LEVELS[kind]!)
        .replace(/\$\{(\w+)\}/g, (_, level: string) => LEVELS[level]!),
    );
  });
}

/** A message without what it adds in brackets. */
function bare(message: string): string {
  return message.replace(/ \(\d+\)$/, '');
}

function headingsOf(markdown: string): string[] {
  return [...markdown.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
}

describe('a link', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...manualPages.map((page) => `docs/${page}`)];

  it.each(pages)('in %s leads to a file, and its anchor to a heading', (page) => {
    const text = read(page).replace(/^```[^]*?^```$/gm, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, href]) => href!);
    const dead = links.filter((href) => {
      if (/^https?:/.test(href)) return false;
      const [path = '', anchor] = href.split('#');
      const file = path === '' ? page : posix.join(dirname(page), path);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !headingsOf(read(file)).map(slugOf).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  it('leads to every page of the manual from another one', () => {
    const aims = new Set(
      manualPages.flatMap((page) =>
        [...readPage(page).matchAll(/\]\(([^)\s#]+)/g)]
          .map(([, href]) => posix.join(dirname(page), href!))
          .filter((aim) => aim !== page),
      ),
    );
    expect(manualPages.filter((page) => page !== 'README.md' && !aims.has(page))).toEqual([]);
  });

  it('in the rendered manual leads to a page and an element of it', async () => {
    const { pages: rendered } = await renderManual();
    const dead = [...rendered].flatMap(([path, html]) =>
      [...html.matchAll(/href="([^"]+)"/g)]
        .map(([, href]) => href!)
        .filter((href) => !/^https:|\.(?:css|svg)$/.test(href))
        .filter((href) => {
          const { pathname, hash } = new URL(href, `http://a/manual${path === '' ? '' : `/${path}`}`);
          if (pathname === '/') return false;
          const aim = rendered.get(pathname.replace(/^\/manual\/?/, ''));
          return aim === undefined || (hash !== '' && !aim.includes(`id="${hash.slice(1)}"`));
        })
        .map((href) => `${path}: ${href}`),
    );
    expect(dead).toEqual([]);
  });
});

describe('the English of', () => {
  const long = (text: string) => sentencesOf(text).filter((sentence) => wordsOf(sentence) > MOST_WORDS);

  it('README.md has at most 150 lines and no sentence over 25 words', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
    expect(long(read('README.md'))).toEqual([]);
  });

  it('the manual has at most 5 % of sentences over 25 words', () => {
    const all = manualPages.flatMap((page) => sentencesOf(readPage(page)));
    const count = manualPages.flatMap((page) => long(readPage(page))).length;
    expect(all.length).toBeGreaterThan(1000);
    expect(count / all.length).toBeLessThanOrEqual(0.05);
  });

  // the glossary lists the words that are avoided
  it.each([
    'README.md',
    ...manualPages.filter((page) => page !== 'glossary.md').map((page) => `docs/${page}`),
  ])('%s has no word that the rules exclude', (page) => {
    const found = read(page)
      .split('\n')
      .flatMap((line, index) =>
        excluded
          .filter(([pattern]) => pattern.test(line))
          .map(([pattern, instead]) => `line ${index + 1}: ${pattern.exec(line)![0]} (${instead})`),
      );
    expect(found).toEqual([]);
  });
});
