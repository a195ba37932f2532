/** Which menus a router has, by its packages and release. */

/** Directories that every router has, even if they are empty. */
export const BASE_DIRECTORIES = ['interface', 'ip', 'ipv6', 'system', 'tool'];

export interface InstalledPackages {
  /** Driver packages besides `routeros`: wifi-qcom, wifi-qcom-ac, wifiwave2, wireless …; null when every table given exists. */
  packages: readonly string[] | null;
  /** "7.24.1"; null when every table given exists. */
  version: string | null;
}

/** Whether the menu exists on a router with these packages and this release. */
export function isInstalled(menu: string, { packages, version }: InstalledPackages): boolean {
  const [area, name] = menu.split('/');
  const word = area === 'interface' ? name : area;
  const release = version === null ? null : releaseOf(version);
  const since = (oldest: number) => release === null || release >= oldest;
  const before = (oldest: number) => release === null || release < oldest;
  const has = (driver: string) => packages?.includes(driver) ?? true;
  if (word === 'wifi') return since(713) && isWifiMenu(menu, since, before);
  if (word === 'wifiwave2') return has('wifiwave2') && since(700) && before(713);
  // A separate package since 7.13; before that it was built in, unless wifiwave2 replaced it.
  if (word === 'wireless' || word === 'caps-man') {
    return has('wireless') || (release !== null && release < 713 && !has('wifiwave2'));
  }
  return true;
}

type Since = (release: number) => boolean;

function isWifiMenu(menu: string, since: Since, before: Since): boolean {
  if (menu === 'interface/wifi/actual-configuration') return before(715);
  if (menu === 'interface/wifi/security/multi-passphrase') return since(717);
  if (menu === 'interface/wifi/network') return since(722);
  if (menu === 'interface/wifi/dashboard') return since(725);
  return true;
}

function releaseOf(version: string): number {
  const [major, minor] = version.split('.').map(Number);
  return major! * 100 + (minor ?? 0);
}

/** The path element that a router without the package reports as unknown: "wifi" of interface/wifi/registration-table. */
export function missingElement(menu: string): string {
  const [first, second] = menu.split('/');
  return BASE_DIRECTORIES.includes(first!) ? (second ?? first!) : first!;
}
