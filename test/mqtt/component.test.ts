import { describe, expect, it } from 'vitest';
import { display } from '../../src/mqtt/component.ts';

describe('display', () => {
  it.each([
    ['Kitchen', 'Kitchen'],
    [' Kitchen  tablet ', 'Kitchen tablet'],
    ['Caf\uFFFD radio', 'Caf radio'],
    ['\uFFFD', null],
    ['', null],
    [null, null],
  ])('shows %j as %j', (text, shown) => {
    expect(display(text)).toBe(shown);
  });
});
