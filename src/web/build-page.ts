/**
 * Bundles the page into the folder that `createWeb` serves: index.html, ui/ with file names that contain a content hash, scripts and styles
 * compressed beside them, and the manual. Not shipped.
 */
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildManual } from './build-manual.ts';

const source = fileURLToPath(new URL('./page/', import.meta.url));

const ENTRIES = [
  'main.tsx',
  'main.css',
  'theme-early.ts',
  'style/dark.css',
  'favicon.svg',
  'icon/icon-180.png',
  'icon/icon-192.png',
  'icon/icon-512.png',
  'icon/icon-maskable-512.png',
];

/** Replaces the folder. */
export async function buildPage(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(join(directory, 'ui'), { recursive: true });
  const { outputFiles } = await build({
    entryPoints: ENTRIES.map((name) => join(source, name)),
    outdir: join(directory, 'ui'),
    entryNames: '[name]-[hash]',
    loader: { '.svg': 'copy', '.png': 'copy' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) {
    await writeFile(path, contents);
    if (/\.(?:js|css)$/.test(path)) await writeFile(`${path}.br`, brotliCompressSync(contents));
  }
  const built = outputFiles.map(({ path }) => basename(path));
  /** The address of a source file, without its folder and ending. */
  const named = (name: string, ending: string) =>
    `ui/${built.find((each) => each.replace(/-[A-Z0-9]{8}(?=\.)/, '') === `${name}${ending}`)!}`;
  const manifest = manifestOf(named);
  const hash = createHash('sha256').update(manifest).digest('hex').slice(0, 8).toUpperCase();
  await writeFile(join(directory, `ui/manifest-${hash}.webmanifest`), manifest);
  await writeFile(join(directory, 'index.html'), html(named, `ui/manifest-${hash}.webmanifest`));
  await buildManual(directory);
}

type Named = (name: string, ending: string) => string;

/** Relative to the manifest itself, so that it works behind a proxy that adds a prefix. */
function manifestOf(named: Named): string {
  const icon = (name: string, px: number, purpose: string) => ({
    src: basename(named(name, '.png')),
    sizes: `${px}x${px}`,
    type: 'image/png',
    purpose,
  });
  return JSON.stringify({
    id: '../',
    name: 'mikrotik-presence',
    short_name: 'Presence',
    description: 'Which device is on which access point, and who is home.',
    start_url: '../',
    scope: '../',
    display: 'standalone',
    background_color: '#f5f6f4',
    theme_color: '#17655d',
    icons: [
      icon('icon-192', 192, 'any'),
      icon('icon-512', 512, 'any'),
      icon('icon-maskable-512', 512, 'maskable'),
    ],
    shortcuts: [
      { name: 'Devices', url: '../#/devices' },
      { name: 'Kiosk', url: '../#/?kiosk' },
    ],
  });
}

// relative addresses work behind a proxy that adds a prefix; nothing is inline, so that the policy can forbid it
function html(named: Named, manifest: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="theme-color" content="#101417" media="(prefers-color-scheme: dark)" data-dark>
<meta name="theme-color" content="#f5f6f4">
<meta name="robots" content="noindex">
<title>mikrotik-presence</title>
<link rel="icon" href="${named('favicon', '.svg')}" type="image/svg+xml">
<link rel="apple-touch-icon" href="${named('icon-180', '.png')}">
<link rel="manifest" href="${manifest}" crossorigin="use-credentials">
<link rel="stylesheet" href="${named('main', '.css')}">
<link rel="stylesheet" href="${named('dark', '.css')}" media="(prefers-color-scheme: dark)" data-dark>
<script src="${named('theme-early', '.js')}"></script>
<script type="module" src="${named('main', '.js')}"></script>
</head>
<body>
<div id="page"><noscript>This page needs JavaScript. GET /devices returns the same data as JSON.</noscript></div>
</body>
</html>
`;
}
