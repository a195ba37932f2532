/** URLs in a variable or in the file: of routers, the broker, the service itself and web pages that may call it. */
import { oneOf, quote } from './problem.ts';
import type { Parse, Refuse } from './value.ts';

export const allowedOrigin: Parse<string> = (text, refuse) => {
  const url =
    /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@\\*]+\/?$/i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === '')
    return refuse(
      `${quote(text)} is not an origin. Write scheme, host and, unless it is the default, port: https://dashboard.lan:8123.`,
    );
  return `${url.protocol}//${url.host}`;
};

interface UrlForm {
  schemes: readonly string[];
  like: string;
  /** Where user name and password are set. */
  credentials?: string;
}

function parseUrl(text: string, { schemes, like, credentials }: UrlForm, refuse: Refuse): URL | undefined {
  if (text.includes('@')) {
    const place = credentials === undefined ? '' : `, and user name and password in ${credentials}`;
    return refuse(`The URL has a user name. Write ${like}${place}.`);
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text))
    return refuse(`${quote(text)} is not a URL. Write it with its scheme: ${like}.`);
  const url = new URL(text);
  if (!schemes.includes(url.protocol))
    return refuse(
      `${quote(text)} begins with ${url.protocol}//. Write ${oneOf(schemes.map((it) => `${it}//`))}.`,
    );
  if (url.hostname === '') return refuse(`${quote(text)} has no host. Write ${like}.`);
  if (/[?#]/.test(text))
    return refuse(`${quote(text)} has a query or a fragment. Leave out everything from the ? or # on.`);
  return url;
}

const API_SCHEMES = ['api:', 'apis:'];
const ROUTER_URL: UrlForm = {
  schemes: ['https:', 'http:', ...API_SCHEMES],
  like: 'https://192.168.88.1',
  credentials: 'ROUTEROS_USERNAME and ROUTEROS_PASSWORD, or in the keys username and password of the file',
};
const PUBLIC_URL: UrlForm = { schemes: ['https:', 'http:'], like: 'https://presence.example.org' };
const ISSUER_URL: UrlForm = {
  schemes: ['https:', 'http:'],
  like: 'https://auth.example.org/realms/home',
};
const BROKER_URL: UrlForm = {
  schemes: ['mqtt:', 'mqtts:', 'ws:', 'wss:'],
  like: 'mqtt://192.168.88.2:1883',
  credentials: 'MQTT_USERNAME and MQTT_PASSWORD',
};

/** Of a router that is read by its native API, not by REST. */
export function isNativeApi(url: string): boolean {
  return /^apis?:/i.test(url);
}

/** Scheme, host and port of a router. */
export const routerUrl: Parse<string> = (text, refuse) => {
  const url = parseUrl(text, ROUTER_URL, refuse);
  if (url === undefined) return undefined;
  // URL knows no origin of schemes that are not of the web
  const origin = `${url.protocol}//${url.host}`;
  if (url.pathname === '' || url.pathname === '/') return origin;
  return /^\/rest\/?$/.test(url.pathname)
    ? refuse(`${quote(text)} ends in /rest, which is added to each request. Leave it out: write ${origin}.`)
    : refuse(`${quote(text)} has a path. Write ${origin}.`);
};

/** `api`: the native API of the router itself. Else the URL of that API. */
export const pushUrl: Parse<string> = (text, refuse) => {
  if (text === 'api') return text;
  const url = routerUrl(text, refuse);
  return url === undefined || isNativeApi(url)
    ? url
    : refuse(
        `${quote(text)} is not the native API. Write api, or api://192.168.88.1, or apis://192.168.88.1.`,
      );
};

/** The outside address of the service, perhaps below a path of a reverse proxy; without a slash at its end. */
export const publicUrl: Parse<string> = (text, refuse) => {
  const url = parseUrl(text, PUBLIC_URL, refuse);
  return url === undefined ? undefined : url.origin + url.pathname.replace(/\/+$/, '');
};

/** As written: issuers tell a slash at the end from none. */
export const issuerUrl: Parse<string> = (text, refuse) => parseUrl(text, ISSUER_URL, refuse) && text;

export const mqttUrl: Parse<string> = (text, refuse) => {
  const url = parseUrl(text, BROKER_URL, refuse);
  if (url === undefined) return undefined;
  const path = url.pathname === '/' ? '' : url.pathname;
  return path !== '' && url.protocol.startsWith('mqtt')
    ? refuse(
        `${quote(text)} has a path. Write ${url.protocol}//${url.host}; topics are set by MQTT_BASE_TOPIC.`,
      )
    : `${url.protocol}//${url.host}${path}`;
};
