import { describe, expect, it } from 'vitest';
import { baseUrl, menuUrl, readUrl } from '../../src/routeros/url.ts';

describe('the URL of a menu', () => {
  it.each([
    ['https://192.168.88.1', 'https://192.168.88.1/rest/ip/arp'],
    ['https://192.168.88.1/', 'https://192.168.88.1/rest/ip/arp'],
    ['http://[fd00::1]:8080', 'http://[fd00::1]:8080/rest/ip/arp'],
    ['https://proxy.lan/attic/', 'https://proxy.lan/attic/rest/ip/arp'],
    ['https://192.168.88.1/rest', 'https://192.168.88.1/rest/ip/arp'],
    ['https://192.168.88.1/rest/', 'https://192.168.88.1/rest/ip/arp'],
    ['https://admin:hunter2@192.168.88.1/?a=b#c', 'https://192.168.88.1/rest/ip/arp'],
  ])('%s leads to %s', (url, expected) => {
    expect(menuUrl(baseUrl(url), 'ip/arp')).toBe(expected);
  });

  it('asks for properties with literal commas', () => {
    const url = readUrl(baseUrl('http://router.lan'), 'ip/arp', ['mac-address', 'address']);
    expect(url).toBe('http://router.lan/rest/ip/arp?.proplist=mac-address,address');
    expect(new URL(url).href).toBe(url);
  });

  it('asks for everything without a list', () => {
    expect(readUrl(baseUrl('http://router.lan'), 'ip/arp', null)).toBe('http://router.lan/rest/ip/arp');
  });
});
