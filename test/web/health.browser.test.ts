/** The health view: what it calls wrong, and how that looks in a real browser. */
import axe from 'axe-core';
import fc from 'fast-check';
import type { Page } from 'puppeteer-core';
import { describe, expect, it, test } from 'vitest';
import { type Health, healthStatuses } from '../../src/record/health.ts';
import { toCount, toLatency, toSize } from '../../src/web/page/amount.ts';
import { allIsWell, toHealthProblems } from '../../src/web/page/health/problems.ts';
import { type Ailing, failed, table, troubled, well } from './ailing.ts';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { seriousBarriers, signIn, until } from './look.ts';
import { KEY, serve } from './served.ts';
import { useStage } from './stage.ts';

const now = Date.parse('2026-11-20T08:00:00.000Z');
const sentencesOf = (health: Health) =>
  toHealthProblems(health).map(({ pieces }) =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : piece.name)).join(''),
  );
const [first, second] = well(now).health().routers;

describe('what is wrong', () => {
  test('nothing is one line', () => {
    const health = well(now).health();
    expect(toHealthProblems(health)).toEqual([]);
    expect(allIsWell(health)).toBe(
      'All is well: 2 routers answer, 8 tables are read, the broker is connected, log lines are received and the history is recorded.',
    );
    expect(allIsWell({ ...health, routers: [first!], mqtt: null, syslog: null, history: null })).toBe(
      'All is well: the router answers and 4 tables are read.',
    );
  });

  test('is told worst first, with since when, why and what to do', () => {
    const health = troubled(now).health();
    expect(sentencesOf(health)).toEqual([
      'Router workshop has not answered',
      'Router main has not returned /interface/wifi/monitor',
      'The MQTT broker is not connected',
      'The history is not being recorded',
    ]);
    const [router, monitor, broker] = toHealthProblems(health);
    expect(router).toMatchObject({
      since: new Date(now - 25 * 60_000).toISOString(),
      more: 'It is polled less often meanwhile.',
      remedy: 'See whether the router is on, and whether this machine reaches it.',
    });
    expect(monitor!.since).toBe(new Date(now - 3 * 3_600_000).toISOString());
    expect(broker!.message).toContain('refused the log-in');
  });

  test.each([
    ['unreachable', 'has not answered'],
    ['timeout', 'has not answered'],
    ['unauthorized', 'has refused the log-in'],
    ['untrusted_certificate', 'has shown a certificate that is not trusted'],
    ['bad_reply', 'has answered with something that is not RouterOS data'],
    ['router_error', 'has answered with errors'],
  ] as const)('a router without data by %s %s', (error_kind, words) => {
    const tables = [failed('/a', { error_kind })];
    const routers = [first!, { ...second!, reachable: false, tables }];
    expect(sentencesOf(well(now, { status: 'degraded', routers }).health())).toEqual([
      `Router workshop ${words}`,
    ]);
  });

  test('a refused configuration and log lines that do not come are said', () => {
    const { health } = well(now, { status: 'degraded' });
    const push = [
      { router: 'main', problem: 'refused', line_count: 0, understood_count: 0, last_line_at: null },
    ];
    const configuration = { loaded_at: new Date(now).toISOString(), problem: 'devices: unknown key' };
    expect(sentencesOf({ ...health(), configuration, push })).toEqual([
      'A newer configuration was refused; the one before holds',
      'Log lines of main are not received',
    ]);
  });

  test('tables that fail for the same reason are one', () => {
    const tables = [failed('/a'), failed('/b'), failed('/c', { remedy: 'Another.' }), table('/d')];
    const health = well(now, { status: 'degraded', routers: [{ ...first!, tables }, second!] }).health();
    expect(sentencesOf(health)).toEqual([
      'Router main has not returned 2 tables (/a, /b)',
      'Router main has not returned /c',
    ]);
  });

  test('that nothing was ever read, and that it stopped, are not the same', () => {
    const mute = { ...first!, reachable: false, last_success_at: null };
    const never = well(now, { status: 'down', snapshot: null, routers: [mute] }).health();
    expect(sentencesOf({ ...never, snapshot: null })).toEqual([
      'No router has been read since the service started',
      'Router main has not answered since the service started',
    ]);
    const stalled = well(now, { status: 'down' }).health();
    expect(sentencesOf(stalled)).toEqual(['Routers are no longer read: polling has stalled']);
  });

  test('a warning that no table explains is a problem', () => {
    const since_at = new Date(now - 60_000).toISOString();
    const warning = {
      router: 'main',
      table: '/ip/arp',
      kind: 'bad_reply' as const,
      message: 'It is empty.',
      since_at,
    };
    const snapshot = { taken_at: since_at, complete: false, warnings: [warning] };
    const health = well(now, { status: 'degraded', snapshot }).health();
    expect(toHealthProblems(health)).toMatchObject([{ message: 'It is empty.', since: since_at }]);
    expect(sentencesOf(health)).toEqual(['Router main has had suspect data in /ip/arp']);
  });

  test('that it is degraded is never kept back', () => {
    expect(sentencesOf(well(now, { status: 'degraded' }).health())).toEqual([
      'The service reports degraded without giving a reason',
    ]);
  });

  test('whatever is the matter, all is well only when it is ok, and every problem has an id of its own', () => {
    const text = fc.option(fc.string());
    const anyTable = fc.record({
      name: fc.constantFrom('/a', '/b', '/c'),
      isFailed: fc.boolean(),
      remedy: fc.constantFrom('one', 'two'),
    });
    const anyRouter = fc.record({
      reachable: fc.boolean(),
      tables: fc.uniqueArray(anyTable, { selector: ({ name }) => name }),
    });
    const scene = fc.record({
      status: fc.constantFrom(...healthStatuses),
      routers: fc.array(anyRouter, { maxLength: 4 }),
      problem: text,
      isConnected: fc.boolean(),
    });
    fc.assert(
      fc.property(scene, ({ status, routers, problem, isConnected }) => {
        const base = well(now).health();
        const health: Health = {
          ...base,
          status,
          routers: routers.map(({ reachable, tables }, index) => ({
            ...first!,
            router: `r${index}`,
            reachable,
            tables: tables.map(({ name, isFailed, remedy }) =>
              isFailed ? failed(name, { remedy }) : table(name),
            ),
          })),
          state: { problem },
          mqtt: { ...base.mqtt!, connected: isConnected },
        };
        const problems = toHealthProblems(health);
        const isBad =
          status !== 'ok' ||
          problem !== null ||
          !isConnected ||
          routers.some(({ reachable, tables }) => !reachable || tables.some(({ isFailed }) => isFailed));
        expect(problems.length > 0).toBe(isBad);
        expect(new Set(problems.map(({ id }) => id)).size).toBe(problems.length);
      }),
    );
  });
});

test('amounts', () => {
  expect([999, 1000, 38_400_000, 618_659_840, 2e9].map(toSize)).toEqual([
    '999 bytes',
    '1.0 kB',
    '38.4 MB',
    '619 MB',
    '2.0 GB',
  ]);
  expect([38, 999.6, 1240].map(toLatency)).toEqual(['38 ms', '1000 ms', '1.2 s']);
  expect([toCount(1, 'line'), toCount(1841, 'line')]).toEqual(['1 line', '1,841 lines']);
});

describe.skipIf(!hasBrowser)(hasBrowser ? 'the health view' : `the health view (${NO_BROWSER})`, () => {
  const { directory, page: openTab, stops } = useStage();

  async function open({ health, snapshot }: { health: () => Health; snapshot: Ailing['snapshot'] | null }) {
    const served = await serve({ directory: directory(), health, snapshot });
    stops.push(served.stop);
    const page = await openTab();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await signIn(page, `${served.url}#/health`, KEY);
    await page.waitForSelector('.boxes');
    return { page, complaints, stop: served.stop };
  }

  const text = (page: Page, selector: string) =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`) as Promise<string>;

  it('says first what is wrong, and then that all is well again, by itself', async () => {
    const at = Date.now();
    let ailing = troubled(at);
    const { page, complaints } = await open({ health: () => ailing.health(), snapshot: ailing.snapshot });
    expect(await text(page, '.problems li')).toMatch(
      /^Router workshop has not answered for 25 min\. It is polled less often meanwhile\.\s+https:[^]*See whether the router is on/,
    );
    expect(await text(page, '.boxes .box')).toMatch(/^workshop\s+does not answer\s+polled less often/);
    expect(await text(page, '.boxes .box')).toMatch(/RouterOS\s+7\.24\s+Uptime\s+9 d/);
    expect(await text(page, '.boxes .failed')).toMatch(
      /^\/interface\/wireless\/registration-table\s+failed\s+–\s+4\d s\s+10\.0 s$/,
    );
    expect(await text(page, 'main')).toContain('SYSLOG_PORT=5514');
    expect(await text(page, 'main')).toMatch(/Size\s+unknown\s+Oldest event\s+unknown/);
    expect(await text(page, 'main')).toContain(
      'main /interface/wifi/monitor for 3 h: No such command prefix.',
    );
    expect(await page.evaluate('[...document.querySelectorAll("details")].some(({ open }) => open)')).toBe(
      false,
    );
    ailing = well(at);
    await page.waitForSelector('.all-well');
    expect(await text(page, 'h1')).toMatch(/^Health\s+ok$/);
    expect(await text(page, '.all-well')).toMatch(/^All is well: 2 routers answer/);
    expect(await text(page, 'main')).toMatch(
      /Router unclear\s+3 lines from an address of no router, or of several/,
    );
    expect(await text(page, '[aria-label="Log lines by router"] tbody')).toMatch(
      /^main\s+1,841\s+\d+ s ago\s+workshop\s+0\s+none yet$/,
    );
    expect(complaints).toEqual([]);
  });

  it('tells that it is down although there is nothing else to tell', async () => {
    const mute = { ...first!, reachable: false, last_success_at: null, tables: [failed('/interface')] };
    const down = well(Date.now(), { status: 'down', routers: [mute] }).health();
    const { page } = await open({ health: () => ({ ...down, snapshot: null }), snapshot: null });
    expect(await text(page, '.problems')).toContain('No router has been read');
    expect(await text(page, '.problems')).toContain('Check the user name and the password of this router.');
  });

  it('does not say that all is well when the service does not answer any more', async () => {
    const { page, stop } = await open(well(Date.now()));
    await stop();
    await page.waitForSelector('.all-well.past');
    expect(await text(page, '.outdated')).toMatch(
      /^The service does not answer\. The data below is \d+ s old\.$/,
    );
    expect(await text(page, 'h1')).toMatch(/last known$/);
  });

  it('has no serious barrier, fits a phone, ticks, and takes hostile texts for text', async () => {
    const at = Date.now();
    const evil = '<img src=x onerror=hacked=1>';
    const routers = [
      {
        ...first!,
        router: evil,
        tables: [failed('/a', { message: evil, remedy: 'W'.repeat(200) }), table('/b')],
      },
      { ...second!, router: 'W'.repeat(128) },
    ];
    const ailing = well(at, { status: 'degraded', routers });
    const { page } = await open(ailing);
    await page.evaluate(axe.source);
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
    for (const [width, scheme] of [
      [1024, 'dark'],
      [390, 'light'],
    ] as const) {
      await page.setViewport({ width, height: 800 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      expect(await seriousBarriers(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    expect(await text(page, '.problems .problem')).toContain(`Router ${evil} has not returned /a.`);
    expect(await page.evaluate('document.querySelectorAll("#page img").length')).toBe(0);
    const age = await text(page, '.boxes .failed time');
    await until(page, `document.querySelector('.boxes .failed time').innerText !== ${JSON.stringify(age)}`);
  });
});
