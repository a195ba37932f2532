/** What must not be seen in any picture, as the browser lays it out: something wider than the window, texts on each other, texts that are cut. */
import type { Page } from 'puppeteer-core';

/** What reaches beyond the window. */
export const overflowing = (page: Page) =>
  page.evaluate(`document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.outerHTML.slice(0, 120))`);

/** Pairs of texts that lie on each other by more than a line's own slack; the page scrolls below a bar that is fixed. */
export const overlapping = (page: Page) =>
  page.evaluate(`(() => {
    const SLACK = 3;
    const cut = (a, b) => ({
      left: Math.max(a.left, b.left), right: Math.min(a.right, b.right),
      top: Math.max(a.top, b.top), bottom: Math.min(a.bottom, b.bottom),
    });
    const isThere = ({ left, right, top, bottom }) => right - left > SLACK && bottom - top > SLACK;
    const seen = [];
    const walker = document.createTreeWalker(document.querySelector('#page'), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.textContent.trim() === '' || !node.parentElement.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (let rect of range.getClientRects()) {
        let bar = null;
        for (let one = node.parentElement; one !== null && one !== document.body; one = one.parentElement) {
          if (one instanceof SVGElement) continue;
          if (getComputedStyle(one).position === 'fixed') bar = one;
          if (getComputedStyle(one).overflowX !== 'visible') rect = cut(rect, one.getBoundingClientRect());
        }
        if (isThere(rect)) seen.push({ rect, node, bar, text: node.textContent.trim() });
      }
    }
    return seen.flatMap((one, index) =>
      seen.slice(index + 1)
        .filter((other) => other.node !== one.node && other.bar === one.bar && isThere(cut(one.rect, other.rect)))
        .map((other) => one.text + ' | ' + other.text),
    );
  })()`);

/** Texts in cards that do not fit: names of an ordinary length, and everything below them. */
export const cutInCards = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('.card :is(.name, .facts, .badge)')]
    .filter((one) => one.scrollWidth > one.clientWidth && one.textContent.length <= 24)
    .map((one) => one.textContent)`);

/** Whether what fills a place reaches beyond it at the moment in which the place is made this narrow, before anything is drawn anew. */
export const isWiderThanItsPlace = (page: Page, selector: string, widthPx: number) =>
  page.evaluate(`(() => {
    const place = document.querySelector(${JSON.stringify(selector)});
    place.style.width = '${widthPx}px';
    const isWider = place.scrollWidth > place.clientWidth;
    place.style.width = '';
    return isWider;
  })()`);
