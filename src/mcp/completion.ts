/** Completions of a few typed letters. */
import type { Snapshot } from '../record/snapshot.ts';

export interface Completion {
  values: string[];
  total: number;
  hasMore: boolean;
}

export type Complete = (snapshot: Snapshot, typed: string) => string[];

/** The limit of the protocol. */
const MAX_VALUES = 100;

/** Ids that begin with the text, then names that contain it; the id instead of a name that several devices share. */
export const completeDevice: Complete = (snapshot, typed) => {
  const begun = typed.toLowerCase();
  const devices = [...snapshot.devices.values()];
  const nameCounts = new Map<string, number>();
  for (const { name } of devices)
    nameCounts.set(name.toLowerCase(), (nameCounts.get(name.toLowerCase()) ?? 0) + 1);
  const ids = devices.map(({ device_id }) => device_id).filter((id) => id.startsWith(begun));
  const named = devices.filter(({ name }) => name.toLowerCase().includes(begun));
  const names = named.map(({ name, device_id }) =>
    nameCounts.get(name.toLowerCase()) === 1 ? name : device_id,
  );
  const inOrder = begun === '' ? names.sort() : [...ids.sort(), ...names.sort()];
  return [...new Set(inOrder)];
};

export const completeAccessPoint: Complete = ({ accessPoints }, typed) => {
  const begun = typed.toLowerCase();
  const names = accessPoints.map(({ name }) => name).filter((name) => name.toLowerCase().includes(begun));
  return [...new Set(names)].sort();
};

export const completeRouter: Complete = ({ routers }, typed) => {
  const begun = typed.toLowerCase();
  return routers.map(({ router }) => router).filter((router) => router.toLowerCase().includes(begun));
};

/** For an argument that no list has the values of. */
export const noCompletion: Complete = () => [];

export function toCompletion(values: readonly string[]): Completion {
  return { values: values.slice(0, MAX_VALUES), total: values.length, hasMore: values.length > MAX_VALUES };
}
