/** The same findings everywhere: the demo as a process, whose house has a week behind it. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Check, type Finding, findingSchema } from '../src/record/finding.ts';
import { current } from './mcp/http.ts';
import { readText } from './mcp/read-text.ts';
import { observe } from './mqtt/lab.ts';
import { startProgram } from './program.ts';
import { hasBrowser, NO_BROWSER, startBrowser } from './web/browser.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function startDemo() {
  const program = startProgram({ args: ['demo'], env: { PORT: '0', LOG_FORMAT: 'json' } });
  ends.push(program.discard);
  const [, apiKey] = await program.printed(/REST key +(\S+)/);
  const [, mcpApiKey] = await program.printed(/MCP key +(\S+)/);
  const [, port, username, password] = await program.printed(/mosquitto_sub -p (\d+) -u (\S+) -P (\S+)/);
  const [, url] = await program.printed(/service +(http:\/\/127\.0\.0\.1:\d+)/);
  const broker = `mqtt://127.0.0.1:${port}`;
  return { url: url!, apiKey: apiKey!, mcpApiKey: mcpApiKey!, broker, login: { username, password } };
}

describe.skipIf(!hasBrowser)(hasBrowser ? 'findings' : `findings (${NO_BROWSER})`, () => {
  it('are the same by REST, MCP text and structure, MQTT, metrics and on the page', async () => {
    const { url, apiKey, mcpApiKey, broker, login } = await startDemo();
    const get = (path: string) => fetch(`${url}${path}`, { headers: { 'x-api-key': apiKey } });
    const rest = await vi.waitFor(
      async () => {
        const answer = (await (await get('/findings')).json()) as { findings: Finding[]; checks: Check[] };
        expect(answer.checks.map(({ status }) => status)).toContain('found');
        return answer;
      },
      { timeout: 60_000, interval: 200 },
    );
    const { findings, checks } = rest;
    for (const finding of findings) expect(findingSchema.parse(finding)).toEqual(finding);
    // the panel, the size of the cell that holds it, and the threshold that would free it
    for (const kind of ['wrong_access_point', 'cell_size', 'transition_threshold'])
      expect(findings.map((one) => one.kind)).toContain(kind);
    expect(findings.map(({ subject }) => subject.name)).toContain('Wall panel');
    const ids = findings.map(({ finding_id }) => finding_id);

    const call = current('tools/call', { name: 'list_findings', arguments: {} });
    const called = await fetch(`${url}/mcp`, {
      method: 'POST',
      headers: {
        ...call.headers,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${mcpApiKey}`,
      },
      body: JSON.stringify(call.body),
    });
    const { result } = (await called.json()) as {
      result: { structuredContent: typeof rest; content: [{ text: string }] };
    };
    expect(result.structuredContent).toMatchObject({ findings, checks });
    const text = readText(result.content[0].text).record as unknown as typeof rest;
    expect(
      text.findings.map(({ finding_id, title, detail, remedy }) => ({ finding_id, title, detail, remedy })),
    ).toEqual(
      findings.map(({ finding_id, title, detail, remedy }) => ({ finding_id, title, detail, remedy })),
    );
    for (const [index, { commands }] of findings.entries())
      if (commands.length > 0) expect(text.findings[index]!.commands).toEqual(commands);

    const observer = await observe(broker, login);
    ends.push(observer.end);
    const payload = (await observer.retained()).get('mikrotik-presence/bridge/findings')!;
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(2048);
    const mqtt = JSON.parse(payload) as Record<string, unknown> & { findings: Partial<Finding>[] };
    expect(mqtt.findings.length).toBeGreaterThan(3);
    expect(mqtt.findings.map(({ finding_id }) => finding_id)).toEqual(ids.slice(0, mqtt.findings.length));
    const countOf = (severity: string) => findings.filter((one) => one.severity === severity).length;
    expect(mqtt).toMatchObject({
      problem: countOf('problem'),
      warning: countOf('warning'),
      info: countOf('info'),
    });

    const metrics = await (await get('/metrics')).text();
    const series = [
      ...metrics.matchAll(/^mikrotik_presence_findings\{kind="(\w+)",severity="(\w+)"\} (\d+)$/gm),
    ];
    const sum = series.reduce((total, [, , , value]) => total + Number(value), 0);
    expect(sum).toBe(findings.length);
    // what could not be judged has no series, not 0
    const unjudged = checks.filter(({ reason }) => reason !== null).map(({ kind }) => kind);
    expect(series.filter(([, kind]) => unjudged.includes(kind as Check['kind']))).toEqual([]);

    const { browser, stop } = await startBrowser();
    ends.push(stop);
    const page = await browser.newPage();
    await page.goto(`${url}/#/wifi`);
    await page.waitForSelector('#key');
    await page.type('#key', apiKey);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.findings');
    // a few are shown at first
    await page.evaluate(`document.querySelector('.findings + button.link').click()`);
    await page.waitForFunction(`document.querySelectorAll('.findings .finding-head b').length > 5`);
    const titles = await page.evaluate(
      `[...document.querySelectorAll('.findings .finding-head b')].map(({ textContent }) => textContent)`,
    );
    expect(titles).toEqual(findings.map(({ title }) => title));
  });
});
