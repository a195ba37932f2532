/** What pictures depend on beside the page: the browser that draws, and the fonts it finds. */
import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';

export const picturesFolder = new URL('./pictures/', import.meta.url);
export const takenWithFile = new URL('taken-with.json', picturesFolder);

export interface TakenWith {
  /** Major version. */
  chromium: string;
  /** Widths of a text in the fonts of the page, which no two fonts share. */
  text_widths: readonly number[];
}

export async function takenWithOf(page: Page): Promise<TakenWith> {
  const version = await page.browser().version();
  const widths =
    (await page.evaluate(`['14px system-ui', '650 14px system-ui', '13px ui-monospace, Menlo, Consolas, monospace'].map((font) => {
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    context.font = font;
    return Math.round(context.measureText('Wall panel, −58 dBm, 2.4 GHz, ▸ … š').width * 100) / 100;
  })`)) as number[];
  return { chromium: /(\d+)\./.exec(version)?.[1] ?? version, text_widths: widths };
}

export function readTakenWith(): TakenWith {
  return JSON.parse(readFileSync(takenWithFile, 'utf8')) as TakenWith;
}
