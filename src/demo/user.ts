/** Users of REST, and what RouterOS answers to a rejected log-in. */
import { BlockList, isIPv6 } from 'node:net';
import { type Reply, notAllowed, loginRefused } from './reply.ts';
import type { RouterRow } from './row.ts';

/** A router user with its group's policies. May be changed while the router runs. */
export interface SimulatedUser {
  username: string;
  password: string;
  /** Of the group: read, api, rest-api; write, test, sensitive … */
  policies: readonly string[];
  /** "192.168.88.0/24,10.0.0.1"; empty or absent for anywhere. */
  allowedAddress?: string;
  disabled?: boolean;
}

/** A log-in to the native API that REST keeps: its policies are those of the moment it was made. */
export interface Login {
  username: string;
  at: number;
  policies: ReadonlySet<string>;
}

const LOGIN_MS = 600_000;

/** Checks the credentials on every request, but the policies only at log-in, once in ten minutes. */
export function createLogins(users: readonly SimulatedUser[], now: () => number) {
  const current = new Map<string, Login>();
  const all: Login[] = [];

  function logIn(user: SimulatedUser): Login {
    const known = current.get(user.username);
    const at = now();
    if (known !== undefined && at - known.at < LOGIN_MS) return known;
    const login = { username: user.username, at, policies: new Set(user.policies) };
    current.set(user.username, login);
    all.push(login);
    return login;
  }

  return {
    /** Every log-in made, in order. */
    all,
    forget: () => current.clear(),
    authenticate(authorization: string | undefined, address: string): Login | Reply {
      const credentials = decodeBasic(authorization);
      const user = users.find(({ username }) => username === credentials?.username);
      if (user === undefined || user.password !== credentials?.password) return loginRefused();
      if (user.disabled === true || !isAllowed(user.allowedAddress ?? '', address)) return loginRefused();
      const login = logIn(user);
      if (!login.policies.has('rest-api')) return loginRefused();
      return login.policies.has('api') && login.policies.has('read') ? login : notAllowed();
    },
  };
}

function decodeBasic(header: string | undefined): { username: string; password: string } | null {
  const encoded = /^basic +([\w+/=-]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return username === undefined ? null : { username, password: password! };
}

function isAllowed(allowed: string, address: string): boolean {
  if (allowed === '') return true;
  const plain = address.replace(/^::ffff:/, '');
  const list = new BlockList();
  for (const entry of allowed.split(',')) {
    const [network, prefix] = entry.trim().split('/');
    const family = isIPv6(network!) ? 'ipv6' : 'ipv4';
    list.addSubnet(network!, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/** Each user has a group of its own, named after it. */
export function userRows(users: readonly SimulatedUser[]): RouterRow[] {
  return users.map(({ username, allowedAddress = '', disabled = false }, index) => ({
    '.id': `*${(index + 1).toString(16).toUpperCase()}`,
    address: allowedAddress,
    disabled: String(disabled),
    group: `${username}-group`,
    name: username,
  }));
}

const ALL_POLICIES =
  'local,telnet,ssh,ftp,reboot,read,write,policy,test,winbox,password,web,sniff,sensitive,api,romon,rest-api';

/** Every policy is listed, one that is not granted with a mark. */
export function groupRows(users: readonly SimulatedUser[]): RouterRow[] {
  return users.map(({ username, policies }, index) => ({
    '.id': `*${(index + 1).toString(16).toUpperCase()}`,
    name: `${username}-group`,
    policy: ALL_POLICIES.split(',')
      .map((name) => (policies.includes(name) ? name : `!${name}`))
      .join(','),
    skin: 'default',
  }));
}
