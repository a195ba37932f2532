/** The message of the demo after its start. */

export interface Welcome {
  url: string;
  apiKey: string;
  mcpApiKey: string;
  brokerUrl: string;
  brokerPort: number;
  /** 4 is MQTT 3.1.1. */
  brokerVersion: 4 | 5;
  username: string;
  password: string;
  baseTopic: string;
  routers: readonly string[];
}

const spoken = {
  4: 'MQTT 3.1.1: choose it in Home Assistant, which asks for 5 (with mosquitto installed, the demo speaks 5)',
  5: 'MQTT 5 and 3.1.1',
} as const;

export function welcome({
  url,
  apiKey,
  mcpApiKey,
  brokerPort,
  username,
  password,
  baseTopic,
  ...rest
}: Welcome): string {
  const curl = `curl -H "Authorization: Bearer ${apiKey}"`;
  return `
mikrotik-presence demo: a simulated house with ${rest.routers.length} routers.

  open      ${url}/#key=${apiKey}
  service   ${url}
  routes    ${url}/docs
  manual    ${url}/manual
  REST key  ${apiKey}
  MCP       ${url}/mcp
  MCP key   ${mcpApiKey}
  broker    ${rest.brokerUrl}          ${spoken[rest.brokerVersion]}

Try:

  ${curl} ${url}/devices
  ${curl} -N ${url}/events
  mosquitto_sub -p ${brokerPort} -u ${username} -P ${password} -v -t '${baseTopic}/#'

The simulated routers: ${rest.routers.join('  ')}
Stop with Ctrl+C.

`;
}
