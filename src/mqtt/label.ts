/**
 * The name of each device in Home Assistant, and the beginning of its entity ids. No two are alike: Home Assistant numbers equal ones in the
 * order in which they arrive, and cores before 2025.10 make entity ids of names. A name belongs to the kind that comes first; of two devices
 * of one kind both get an ending.
 */
import { display, type Label, underscored } from './component.ts';
import { createMemo } from './memo.ts';

export interface Named {
  /** Memory of what was made of its name. */
  record: object;
  id: string;
  /** As records say it; null where nothing is known. */
  name: string | null;
}

/** Names that are the same to Home Assistant have the same key. */
interface Plain extends Label {
  id: string;
  key: string;
}

const plainMemo = createMemo<object, Plain>();

/** Returns a function to call once for each kind, in the order of precedence. Labels are in the order of what was passed. */
export function createLabels(): (things: readonly Named[]) => Label[] {
  const taken = new Set<string>();
  return (things) => {
    const plain = things.map(({ record, id, name }) =>
      plainMemo(record, [id, name], () => toPlain(id, name)),
    );
    const counts = new Map<string, number>();
    for (const { key } of plain) counts.set(key, (counts.get(key) ?? 0) + 1);
    const earlier = new Set(taken);
    return plain.map((label) => {
      const isAlone = counts.get(label.key) === 1 && !earlier.has(label.key);
      const found = isAlone && !taken.has(label.slug) ? label : distinct(label, taken);
      taken.add(label.key).add(found.slug);
      return { name: found.name, slug: found.slug };
    });
  };
}

function toPlain(id: string, name: string | null): Plain {
  const shown = display(name) ?? id;
  const slug = underscored(shown);
  const own = underscored(id) || 'x';
  // a name without a letter that an entity id can have is told apart by itself
  return { id, name: shown, slug: slug || own, key: slug || shown };
}

function distinct(label: Plain, taken: ReadonlySet<string>): Label {
  const candidates = [shortOf(label.id), label.id].map((ending) => ended(label, ending));
  return candidates.find(({ slug }) => !taken.has(slug)) ?? ended(label, `${label.id} ${taken.size}`);
}

function ended({ name, id, slug }: Plain, ending: string): Label {
  return { name: `${name} (${ending})`, slug: `${slug}_${underscored(ending) || underscored(id) || 'x'}` };
}

/** Four digits of a MAC address tell two boxes apart; other ids are short. */
function shortOf(id: string): string {
  return /^[0-9a-f]{12}$/.test(id) ? id.slice(-4).toUpperCase() : id;
}
