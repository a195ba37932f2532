/** A browser window with the page, for measuring: nothing is cached, and what it fetches and computes is counted. */
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import type { Device } from '../../src/record/device.ts';
import { KEY, type openHouse } from '../web/house.ts';

export type House = Awaited<ReturnType<typeof openHouse>>;

/** Notes when the devices are on the screen, tasks that are long, and counts what changes afterwards. */
const watch = (isCounted: boolean) => `
  localStorage.setItem('mikrotik-presence.key', ${JSON.stringify(KEY)});
  window.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  window.changes = { mutations: 0, cards: new Set() };
  const count = new MutationObserver((records) => {
    for (const { target } of records) {
      const element = target.nodeType === 1 ? target : target.parentElement;
      if (element === null || element.closest('time') !== null) continue;
      changes.mutations++;
      const card = element.closest('.card');
      if (card !== null) changes.cards.add(card.dataset.id);
    }
  });
  new MutationObserver((_, first) => {
    if (document.querySelector('.columns .card, .columns .folded, .row') === null) return;
    first.disconnect();
    requestAnimationFrame(() => setTimeout(() => {
      window.shownMs = performance.now();
      if (${isCounted}) count.observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true, attributes: true });
    }));
  }).observe(document, { subtree: true, childList: true });
`;

/** A page of its own, without a cache, with its devices on the screen. `isCounted`: what changes is counted, which costs it time. */
export async function open(browser: Browser, { url }: House, { hash = '', isCounted = true } = {}) {
  const context = await browser.createBrowserContext();
  const page: Page = await context.newPage();
  await page.setViewport({ width: 1600, height: 1000 });
  await page.setExtraHTTPHeaders({ 'Accept-Encoding': 'gzip' });
  const cdp = await page.createCDPSession();
  await Promise.all([cdp.send('Network.enable'), cdp.send('Performance.enable')]);
  const fetched = { fileBytes: 0, answerBytes: 0 };
  const urls = new Map<string, string>();
  let latest: Device[] = [];
  cdp.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const path = new URL(urls.get(requestId) ?? url).pathname;
    fetched[path === '/' || path.startsWith('/ui/') ? 'fileBytes' : 'answerBytes'] += encodedDataLength;
  });
  page.on('response', (response) => {
    if (response.status() !== 200 || !response.url().includes('/devices?')) return;
    void response.json().then(
      ({ devices }: { devices: Device[] }) => (latest = devices),
      () => {},
    );
  });
  await page.evaluateOnNewDocument(watch(isCounted));
  await page.goto(url + hash);
  await page.waitForFunction('window.shownMs !== undefined', { polling: 20 });
  return { context, page, cdp, fetched: { ...fetched }, devices: () => latest };
}

/** Since the window was opened. */
export async function costOf(cdp: CDPSession) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)!.value;
  return {
    scriptMs: of('ScriptDuration') * 1000,
    layoutMs: (of('LayoutDuration') + of('RecalcStyleDuration')) * 1000,
    heapBytes: of('JSHeapUsedSize'),
  };
}
