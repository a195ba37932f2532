/** The configuration of an interface that says nothing of it. */
import { parseInterfaceProperties } from '../src/parse/wifi-property.ts';
import { toConfigured } from '../src/record/wifi-property.ts';

export const unconfigured = {
  ...toConfigured({
    properties: parseInterfaceProperties('wifi', {}),
    origins: {},
    profiles: { configuration: null, channel: null, security: null, steering: null },
  }),
  dynamic: null,
};
