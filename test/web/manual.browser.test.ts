/** The manual in a real browser: no page, table or word is wider than its place. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderManual } from '../../src/web/build-manual.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { useStage } from './stage.ts';

const style = readFileSync(new URL('../../src/web/manual.css', import.meta.url), 'utf8');

const WIDER = `[document.documentElement, ...document.querySelectorAll('.table')]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.tagName + ': ' + (box.textContent ?? '').trim().slice(0, 60))`;

describe.skipIf(!hasBrowser)(hasBrowser ? 'the manual' : `the manual (${NO_BROWSER})`, () => {
  const stage = useStage();

  it.each([390, 1280])('at %i px fits its window, and only code is scrolled sideways', async (width) => {
    const page = await stage.page();
    await page.setViewport({ width, height: 844 });
    const { pages } = await renderManual();
    // tests close pages by their origin
    await page.goto('data:text/html,');
    const wide: string[] = [];
    for (const [path, html] of pages) {
      await page.setContent(html.replace('</head>', `<style>${style}</style></head>`));
      const found = (await page.evaluate(WIDER)) as string[];
      wide.push(...found.map((what) => `${path} ${what}`));
    }
    expect(wide).toEqual([]);
  });
});
