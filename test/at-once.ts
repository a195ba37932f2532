/** What the service does in slices, in one go. */
import * as directory from '../src/join/directory.ts';
import * as view from '../src/join/view.ts';
import * as menu from '../src/parse/menu.ts';
import { atOnce } from '../src/parse/sliced.ts';
import * as schema from '../src/state/schema.ts';
import * as snapshot from '../src/world/snapshot.ts';
import * as steps from '../src/world/step.ts';

export const step = (...given: Parameters<typeof steps.step>) => atOnce(steps.step(...given));

export const takeSnapshot = (...given: Parameters<typeof snapshot.takeSnapshot>) =>
  atOnce(snapshot.takeSnapshot(...given));

export const joinReading = (...given: Parameters<typeof view.joinReading>) =>
  atOnce(view.joinReading(...given));

export const createDirectory = (...given: Parameters<typeof directory.createDirectory>) =>
  atOnce(directory.createDirectory(...given));

export const checkEntries = (...given: Parameters<typeof schema.checkEntries>) =>
  atOnce(schema.checkEntries(...given));

export const parseRows = <M extends menu.Menu>(path: M, rows: Parameters<typeof menu.parseRows>[1]) =>
  atOnce(menu.parseRows(path, rows));
