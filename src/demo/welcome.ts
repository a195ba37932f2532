/** The message of the demo after its start. */

export interface Welcome {
  url: string;
  apiKey: string;
  mcpApiKey: string;
  brokerUrl: string;
  brokerPort: number;
  username: string;
  password: string;
  baseTopic: string;
  routers: readonly string[];
}

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
mikrotik-presence demo: a simulated house with ${rest.routers.length} routers, on this machine only.

  service   ${url}          open it in a browser, with the REST key
  routes    ${url}/docs
  REST key  ${apiKey}
  MCP       ${url}/mcp
  MCP key   ${mcpApiKey}
  broker    ${rest.brokerUrl}

Try:

  ${curl} ${url}/devices
  ${curl} -N ${url}/events
  mosquitto_sub -p ${brokerPort} -u ${username} -P ${password} -v -t '${baseTopic}/#'

The simulated routers: ${rest.routers.join('  ')}
Stop with Ctrl+C.

`;
}
