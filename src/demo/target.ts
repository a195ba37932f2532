/** The meaning of a request's path on a router with certain menus. */
import { BASE_DIRECTORIES } from './menu.ts';

/** Words that name a menu, so never a row. */
const MENU_WORDS = new Set(
  'wifi wifiwave2 wireless bridge ethernet vlan registration-table radio capsman remote-cap cap access-list security security-profiles provisioning configuration channel datapath steering interface network'.split(
    ' ',
  ),
);

/** Commands; they exist for POST only. */
const COMMANDS = new Set(
  'print monitor resolve traceroute set add remove get enable disable comment unset move make-static provision export scan frequency-scan reboot shutdown sniff ping reset'.split(
    ' ',
  ),
);

export type Target =
  | { kind: 'menu'; menu: string }
  | { kind: 'row'; menu: string; key: string }
  | { kind: 'command'; menu: string; command: string }
  /** A directory that cannot be printed. */
  | { kind: 'directory'; menu: string }
  /** `element` is the first unknown one. */
  | { kind: 'missing'; menu: string; element: string };

export interface MenuTree {
  menus: ReadonlySet<string>;
  directories: ReadonlySet<string>;
}

export function treeOf(menus: readonly string[]): MenuTree {
  return {
    menus: new Set(menus),
    directories: new Set([...BASE_DIRECTORIES, ...menus.flatMap(ancestors)]),
  };
}

/** `elements` are the decoded elements of the path after /rest. */
export function resolve(elements: readonly string[], { menus, directories }: MenuTree): Target {
  const path = elements.join('/');
  if (path === 'execute' || path === 'undo') return { kind: 'command', menu: '', command: path };
  if (menus.has(path)) return { kind: 'menu', menu: path };
  let depth = elements.length;
  while (depth > 0 && !directories.has(elements.slice(0, depth).join('/'))) depth -= 1;
  const menu = elements.slice(0, depth).join('/');
  const element = elements[depth];
  if (element === undefined) return { kind: 'directory', menu };
  if (elements.length === 1 && (element === 'ping' || element === 'resolve'))
    return { kind: 'command', menu: '', command: element };
  if (depth > 0 && elements.length === depth + 1) {
    if (COMMANDS.has(element)) return { kind: 'command', menu, command: element };
    // an encoded asterisk is not understood: 400
    const named = !MENU_WORDS.has(element) && !/^%2a/i.test(element);
    if (menus.has(menu) && named) return { kind: 'row', menu, key: element };
  }
  const asked = COMMANDS.has(elements.at(-1) ?? '') ? elements.slice(0, -1).join('/') : path;
  return { kind: 'missing', menu: asked, element };
}

function ancestors(menu: string): string[] {
  const elements = menu.split('/');
  return elements.map((_, index) => elements.slice(0, index + 1).join('/'));
}

/** The decoded elements after /rest; null for a path outside it. A router does not decode `%2A`. */
export function elementsOf(path: string): string[] | null {
  const [root, ...elements] = path.split('/').filter((element) => element !== '');
  if (root !== 'rest') return null;
  return elements.map((element) => (/%2a/i.test(element) ? element : decode(element)));
}

function decode(element: string): string {
  try {
    return decodeURIComponent(element);
  } catch {
    return element;
  }
}
