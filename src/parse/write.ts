/** What may be written to a router, and what comes of it, as values. Text is bytes, one character each: an undo puts back the same bytes. */
import type { Row } from './row.ts';

/** Properties of one row, as bytes. */
export type RowValues = Readonly<Record<string, string>>;

export type WriteRequest =
  /** `before`: the id of the row that it is placed before; null: at the end. */
  | { do: 'add'; menu: string; values: RowValues; before: string | null }
  | { do: 'set'; menu: string; id: string; values: RowValues }
  | { do: 'unset'; menu: string; id: string; property: string }
  | { do: 'move'; menu: string; id: string; before: string }
  | { do: 'remove' | 'enable' | 'disable' | 'make-static'; menu: string; id: string }
  | { do: 'reboot' }
  /** Starts a script in the background. */
  | { do: 'execute'; script: string };

/** Neither `accepted` nor `rejected` proves anything: only reading the object does. */
export type WriteAnswer =
  /** `ret`: the id of a job. */
  | { fate: 'accepted'; ret: string | null }
  /** `detail`: the router's words, ASCII. */
  | { fate: 'rejected'; status: number; detail: string }
  /** Nothing says whether it was sent or applied. `detail`: the error's code. */
  | { fate: 'lost'; detail: string };

/** Values of rows are bytes too. */
export type BytesRead =
  | { status: 'complete'; rows: readonly Row[] }
  | { status: 'absent' }
  | { status: 'failed'; detail: string };
