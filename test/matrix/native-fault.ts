/** The faults of a router that is read over its native API. */
import { type NativeApi, startNativeApi } from '../../src/demo/native-api.ts';
import type { FaultName } from '../../src/demo/router.ts';
import { routerScenarios } from './router-fault.ts';
import type { Scenario } from './scenario.ts';

/** A page, or JSON that is none: the native API speaks neither. */
const OF_REST_ALONE: readonly FaultName[] = [
  'html-403',
  'unauthorized',
  'menu-missing-406',
  'bad-json',
  'empty-body',
  'wrong-shape',
  'null-rows',
];

export const nativeScenarios: readonly Scenario[] = routerScenarios
  .filter(({ titles: [fault] }) => !(OF_REST_ALONE as readonly string[]).includes(fault!))
  .map((scenario) => ({
    ...scenario,
    titles: [`api ${scenario.titles[0]}`, ...scenario.titles.slice(1)] as unknown as Scenario['titles'],
    prepare: async ({ network }) => {
      const behind: NativeApi[] = await Promise.all(network.routers.map((router) => startNativeApi(router)));
      return {
        routerUrl: (_, index) => behind[index]!.url,
        end: () => Promise.all(behind.map((api) => api.stop())),
      };
    },
  }));
