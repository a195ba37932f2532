/** The connection to a router by the scheme of its URL: REST, or the native API. */
import type { Decode } from '../parse/charset.ts';
import { connectApi } from './api/connection.ts';
import { connectRest, type RouterConnection, type RouterOptions } from './connection.ts';
import { isNativeApi } from './url.ts';

export function connectRouter(
  options: RouterOptions,
  createDecoder: (charset: string) => Decode,
): RouterConnection {
  return isNativeApi(options.url) ? connectApi(options, createDecoder) : connectRest(options, createDecoder);
}
