/** Home Assistant's own MCP client against `/mcp`: it takes a URL and nothing else, so the key is in it as the password of Basic. */
import { until } from './home-assistant.ts';
import type { Tools } from './stories.ts';

const SETTLE_MS = 60_000;

interface Step {
  type: string;
  flow_id: string;
  step_id?: string;
  reason?: string;
  errors?: unknown;
  title?: string;
  result?: { entry_id: string };
}

export async function tellAssistant(tools: Tools, mcpKey: string): Promise<void> {
  const { core, told, story, url } = tools;
  const flow = '/api/config/config_entries/flow';
  const begin = async (at: string) => {
    const { flow_id } = (await core.rest('POST', flow, { handler: 'mcp' })) as Step;
    return (await core.rest('POST', `${flow}/${flow_id}`, { url: at })) as Step;
  };
  const withKey = (key: string) => url()!.replace('http://', `http://key:${key}@`);

  await story("Home Assistant's MCP client", async () => {
    const [year = 0, month = 0] = core.version.split('.').map(Number);
    if (year * 100 + month < 202_502) return told('it has no MCP client of its own', true, core.version);
    const made = await begin(`${withKey(mcpKey)}/mcp`);
    told('its MCP client takes the key as the password in the URL', made.type === 'create_entry', made);
    const state = await until('the entry', SETTLE_MS, async () => {
      const entries = await core.ask<{ domain: string; state: string }[]>({ type: 'config_entries/get' });
      const entry = entries.find(({ domain }) => domain === 'mcp');
      return entry !== undefined && entry.state !== 'setup_in_progress' && entry.state;
    });
    told('its entry is loaded, with the tools of the service', state === 'loaded', state);
    const wrong = await begin(`${withKey('not-the-key-of-anybody')}/mcp`);
    told(
      'a wrong key is refused',
      wrong.type !== 'create_entry',
      wrong.reason ?? wrong.step_id ?? wrong.type,
    );
  });
}
