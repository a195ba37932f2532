/** What Home Assistant no longer shows: things deleted there, and things that the configuration no longer has. Kept over restarts. */
import { z } from 'zod';

/** Keys of devices deleted in Home Assistant that stay deleted. */
export interface Deletions {
  current: () => ReadonlySet<string>;
  /** Saved at once. */
  add: (keys: readonly string[]) => void;
  /** Saved at once; unknown keys change nothing. */
  remove: (keys: readonly string[]) => void;
}

/** Keys of devices and people that ceased to be entities and are offline before they are removed. */
export interface Lapses {
  /** Since when, in epoch ms. */
  current: () => ReadonlyMap<string, number>;
  /** Saved at once. */
  replace: (lapses: ReadonlyMap<string, number>) => void;
}

export const deletionSchema = z.strictObject({
  deletion_id: z.string().describe('Its id in a request to undo it.'),
  kind: z.enum(['client', 'person', 'ap', 'router', 'bridge']).describe('client: a device.'),
  id: z.string().describe('device_id or person_id.'),
  name: z.string().describe('Its name now, else its id; untrusted text.'),
});

export const deletionListSchema = z.strictObject({
  deletions: z.array(deletionSchema).describe('What was deleted in Home Assistant, oldest first.'),
});

export type DeletionRecord = z.infer<typeof deletionSchema>;

export const restoredSchema = deletionListSchema.extend({
  restored: z.array(deletionSchema).describe('What is published again.'),
});

export const restoreBodySchema = z.strictObject({
  deletion_ids: z
    .array(z.string().max(256))
    .max(1000)
    .optional()
    .describe('deletion_id of each deletion to undo. Default: all.'),
});

export const nameBodySchema = z.strictObject({
  name: z
    .string()
    .max(1024)
    .nullable()
    .describe("1 to 64 visible characters; others are removed. null: no name of the service's own."),
});
