/** The names of the actions, for `changes` of a router. `change/` has the actions themselves. */
export const actionNames = [
  'reconnect_device',
  'block_device',
  'unblock_device',
  'keep_device_off',
  'release_device',
  'name_device',
  'reserve_address',
  'set_roaming',
  'set_tx_power',
  'set_channel',
  'set_ssid_enabled',
  'restart_access_point',
  'prove_undo',
] as const;

/** Those that Home Assistant may be allowed. */
export const homeAssistantActions = [
  'reconnect_device',
  'block_device',
  'unblock_device',
  'set_ssid_enabled',
] as const;
