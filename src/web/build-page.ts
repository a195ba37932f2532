/** Bundles the page into the folder that `createWeb` serves: index.html, ui/ with file names that contain a content hash, and the manual. Not shipped. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildManual } from './build-manual.ts';

const source = fileURLToPath(new URL('./page/', import.meta.url));

/** Replaces the folder. */
export async function buildPage(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const { outputFiles } = await build({
    entryPoints: ['main.tsx', 'main.css', 'favicon.svg'].map((name) => join(source, name)),
    outdir: join(directory, 'ui'),
    entryNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
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
  await mkdir(join(directory, 'ui'));
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
  const named = (ending: string) =>
    `ui/${basename(outputFiles.find(({ path }) => path.endsWith(ending))!.path)}`;
  await writeFile(join(directory, 'index.html'), html(named('.js'), named('.css'), named('.svg')));
  await buildManual(directory);
}

// relative addresses work behind a proxy that adds a prefix; nothing is inline, so that the policy can forbid it
function html(script: string, style: string, icon: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f5f6f4" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#101417" media="(prefers-color-scheme: dark)">
<meta name="robots" content="noindex">
<title>mikrotik-presence</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
</head>
<body>
<div id="page"><noscript>This page needs JavaScript. GET /devices returns the same data as JSON.</noscript></div>
</body>
</html>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPage(process.argv[2] ?? 'dist/web/page');
}
