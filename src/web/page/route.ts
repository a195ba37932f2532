/** The view in the address, and its query: `#/devices?ssid=guest`. The route is the part after #, so that the page works at any path. */

/** A view, and what it shows. */
export type Place =
  | { view: 'now' | 'devices' | 'timeline' | 'wifi' | 'health' | 'changes' }
  /** The id as the address has it: any notation of a MAC address, or a name. */
  | { view: 'device'; deviceId: string }
  | { view: 'access-point'; accessPointId: string }
  /** No view has this path. */
  | { view: 'nowhere'; path: string };

/** `query` is what follows the question mark; empty without one. */
export type Route = Place & { query: string };

/** A value of several is repeated in the query; null and an empty list leave the name out. */
export type QueryValues = Readonly<Record<string, string | readonly string[] | null>>;

const views = ['now', 'devices', 'timeline', 'wifi', 'health', 'changes'] as const;

export function toRoute(hash: string): Route {
  const [path = '', ...rest] = hash.replace(/^#?\/?/, '').split('?');
  return { ...toPlace(path), query: rest.join('?') };
}

function toPlace(path: string): Place {
  const [name = '', id = '', ...more] = path.split('/');
  const view = views.find((each) => each === name) ?? (name === '' ? 'now' : null);
  if (view !== null && id === '') return { view };
  const wanted = more.length === 0 ? decode(id) : null;
  if (wanted && name === 'device') return { view: 'device', deviceId: wanted };
  if (wanted && name === 'access-points') return { view: 'access-point', accessPointId: wanted };
  return { view: 'nowhere', path };
}

export function toHash(place: Place, query: QueryValues | URLSearchParams | string = ''): string {
  const text =
    typeof query === 'string' ? query : query instanceof URLSearchParams ? toText(query) : toQuery(query);
  return text === '' ? toPath(place) : `${toPath(place)}?${text}`;
}

function toPath(place: Place): string {
  switch (place.view) {
    case 'now':
      return '#/';
    case 'device':
      return `#/device/${encodeURIComponent(place.deviceId)}`;
    case 'access-point':
      return `#/access-points/${encodeURIComponent(place.accessPointId)}`;
    case 'nowhere':
      return `#/${place.path}`;
    default:
      return `#/${place.view}`;
  }
}

export function toQuery(values: QueryValues): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const each of value === null ? [] : [value].flat()) params.append(name, each as string);
  return toText(params);
}

/** Readable in the address bar: commas and colons stay as they are. */
function toText(params: URLSearchParams): string {
  return params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
