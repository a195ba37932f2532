/** Pictures, with nothing but the browser and zlib: how much two differ, and one in few colours, which is small. */
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'puppeteer-core';

/** A channel that differs by less looks the same: 256 colours are not all there are. */
const TOLERANCE = 24;

const PIXELS_OF = `
  const pixelsOf = async (base64) => {
    const answer = await fetch('data:image/png;base64,' + base64);
    const image = await createImageBitmap(await answer.blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
`;

/** The part of the pixels that differ; 1 when the sizes do. Any page will do. */
export async function differenceOf(page: Page, a: Uint8Array, b: Uint8Array): Promise<number> {
  const [first, second] = [a, b].map((png) => JSON.stringify(Buffer.from(png).toString('base64')));
  return (await page.evaluate(`(async () => {
    ${PIXELS_OF}
    const [a, b] = [await pixelsOf(${first}), await pixelsOf(${second})];
    if (a.width !== b.width || a.height !== b.height) return 1;
    let count = 0;
    for (let at = 0; at < a.data.length; at += 4) {
      const far = [0, 1, 2].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > ${TOLERANCE});
      if (far) count++;
    }
    return count / (a.width * a.height);
  })()`)) as number;
}

/** The same picture with a palette: the 256 commonest colours, and the nearest of them for every other. */
export async function shrink(page: Page, png: Uint8Array): Promise<Buffer> {
  const base64 = JSON.stringify(Buffer.from(png).toString('base64'));
  const { width, height, palette, indices } = (await page.evaluate(`(async () => {
    ${PIXELS_OF}
    const { width, height, data } = await pixelsOf(${base64});
    const counts = new Map();
    const colorAt = (pixel) => (data[pixel * 4] << 16) | (data[pixel * 4 + 1] << 8) | data[pixel * 4 + 2];
    for (let pixel = 0; pixel < width * height; pixel++) {
      const color = colorAt(pixel);
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
    const palette = [...counts].sort(([a, x], [b, y]) => y - x || a - b).slice(0, 256).map(([color]) => color);
    const partsOf = (color) => [color >> 16, (color >> 8) & 255, color & 255];
    const distance = (a, b) => partsOf(a).reduce((sum, part, channel) => sum + (part - partsOf(b)[channel]) ** 2, 0);
    const known = new Map(palette.map((color, index) => [color, index]));
    for (const color of counts.keys()) {
      if (known.has(color)) continue;
      let best = 0;
      for (let index = 1; index < palette.length; index++)
        if (distance(palette[index], color) < distance(palette[best], color)) best = index;
      known.set(color, best);
    }
    let text = '';
    for (let pixel = 0; pixel < width * height; pixel++) text += String.fromCharCode(known.get(colorAt(pixel)));
    return { width, height, palette, indices: btoa(text) };
  })()`)) as { width: number; height: number; palette: number[]; indices: string };
  const pixels = Buffer.from(indices, 'base64');
  const rows = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row++)
    pixels.copy(rows, row * (width + 1) + 1, row * width, (row + 1) * width);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    toChunk('IHDR', head),
    toChunk('PLTE', colors),
    toChunk('IDAT', deflateSync(rows, { level: 9 })),
    toChunk('IEND', Buffer.alloc(0)),
  ]);
}

function toChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
