/** What the switch of a network says when some routers cannot be read. */
import { expect, test } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import { readSwitches } from '../../src/service/switch-state.ts';
import { snapshot as snapshotOf } from '../rest/snapshot.ts';

type Radio = 'on' | 'off' | 'without' | 'unreadable, last on' | 'unreadable, without' | 'never read';

const NOW = 1_000_000;

function stateOf(radios: readonly Radio[]) {
  const ids = radios.map((_, index) => `r${index}`);
  const radioOf = (router: string) => radios[ids.indexOf(router)]!;
  const action = { action: 'set_ssid_enabled', ssids: ['guest'], devices: [], for: null } as const;
  const config = {
    ...defaults.config,
    homeassistant: { ...defaults.config.homeassistant, actions: [action] },
  };
  const snapshot = snapshotOf([]);
  const view = {
    config,
    snapshot: { ...snapshot, routers: ids.map((router) => ({ ...snapshot.routers[0]!, router })) },
    atRouter: {
      unreadSince: (router: string) =>
        radioOf(router) === 'never read' ? 0 : radioOf(router).startsWith('unreadable') ? 1 : null,
      rejects: () => null,
      broadcasts: (router: string) => {
        const radio = radioOf(router);
        return radio === 'never read' || radio.endsWith('without') ? null : radio !== 'off';
      },
    },
    now: NOW,
  };
  return readSwitches(view, []).ssids.get('guest')!.state;
}

test.each<[Radio[], 'ON' | 'OFF' | null]>([
  [['on', 'off'], 'ON'],
  [['off', 'without'], 'OFF'],
  [['without'], null],
  [['on', 'unreadable, last on'], 'ON'],
  [['off', 'unreadable, last on'], null],
  [['off', 'unreadable, without'], 'OFF'],
  [['off', 'never read'], null],
])('with radios that are %j it is %s', (radios, state) => expect(stateOf(radios)).toBe(state));
