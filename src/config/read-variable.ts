/** Reads the variables by their table, and finds misspelt ones. */
import { nearest } from '../parse/nearest.ts';
import { type Note, oneOf } from './problem.ts';
import { readSecret } from './files.ts';
import { meantVariable } from './synonym.ts';
import type { Files } from './value.ts';
import { known, type VariableName, rows, type Values } from './variable.ts';

/** `texts`: what is set, by name. Relative paths start as `files` says. */
export function readVariables<N extends VariableName>(
  names: readonly N[],
  texts: ReadonlyMap<string, string>,
  files: Files,
  note: Note,
): Values<N> {
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Values<N>;

  function read(name: N): unknown {
    const { secret, parse, unset, default: usual = null } = rows[name];
    const text = secret === true ? readOwnOrFile(name) : (texts.get(name)?.trim() ?? null);
    if (text === undefined) return undefined;
    const given = text || usual;
    return given === null ? (unset ?? null) : parse(given, (message) => note(name, message), files);
  }

  function readOwnOrFile(name: string): string | null | undefined {
    const [own, path] = [texts.get(name), texts.get(`${name}_FILE`)];
    if (path === undefined) return own ?? null;
    if (own !== undefined) return note(name, `${name} and ${name}_FILE are both set. Remove one of them.`);
    return readSecret(path.trim(), (message) => note(`${name}_FILE`, message), files);
  }
}

const OUR_PREFIX = /^(?:ROUTEROS|MQTT|HA)_/i;
// Kubernetes and container links describe a neighbour called "mqtt" in variables of their own: MQTT_SERVICE_HOST, MQTT_PORT_1883_TCP_ADDR,
// MQTT_PORT=tcp://10.0.0.7:1883
const LINK = /^\w+?_(?:SERVICE_(?:HOST|PORT)|PORT_\d+_(?:TCP|UDP))(?:_\w+)?=|^\w+_PORT=(?:tcp|udp):\/\//;

/** An unknown variable is a mistake if it has one of our prefixes or is a slip of one of our names; all others belong to other programs. */
export function noteUnknownVariables(texts: ReadonlyMap<string, string>, note: Note): void {
  for (const [name, text] of texts) {
    // a name with another character in it is a broken line of .env, which is noted there
    if (!/^\w+$/.test(name) || known.has(name) || LINK.test(`${name}=${text}`)) continue;
    const isOurs = OUR_PREFIX.test(name);
    // HOST and PORT resemble too many others
    const candidates = [...known].filter((candidate) => isOurs || candidate.length > 4);
    const prefix = name.slice(0, name.indexOf('_') + 1).toUpperCase();
    const slip = nearest(name, candidates, { slipsOnly: true });
    const meant =
      slip ?? (isOurs ? (meantVariable(name, candidates, prefix) ?? nearest(name, candidates)) : null);
    // beside the right one, a similar one may be meant for another program
    if (!isOurs && (meant === null || texts.has(meant))) continue;
    const remedy =
      meant === null
        ? `Known are ${oneOf([...known].filter((candidate) => candidate.startsWith(prefix)))}.`
        : `Did you mean ${meant}?`;
    note(name, `There is no such variable. ${remedy}`);
  }
}
