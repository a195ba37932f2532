/** The connection to a router by the scheme of its URL: REST, whose long answers `run` parses, or the native API, whose rows come one by one. */
import type { Decode } from '../parse/charset.ts';
import type { RunSliced } from '../parse/sliced.ts';
import { connectApi } from './api/connection.ts';
import { connectRest, type RouterConnection, type RouterOptions } from './connection.ts';
import { isNativeApi } from './url.ts';

export function connectRouter(
  options: RouterOptions,
  createDecoder: (charset: string) => Decode,
  run: RunSliced,
): RouterConnection {
  return isNativeApi(options.url)
    ? connectApi(options, createDecoder)
    : connectRest(options, createDecoder, run);
}
