import { expect, test } from 'vitest';
import { clockTime, dayOf, greeting, span } from './time.ts';

const EVENING = new Date('2026-03-29T22:30:00Z');

test('a day is the one of the zone', () => {
  expect(dayOf(EVENING, 'Europe/Zurich')).toBe('2026-03-30');
  expect(dayOf(EVENING, 'America/New_York')).toBe('2026-03-29');
  expect(clockTime('2026-03-29T22:30:00Z', 'Asia/Kathmandu')).toBe('04:15');
});

test('threads stand under the span they fall in, also over a change of the clocks', () => {
  const under = (instant: string) => span(instant, EVENING, 'Europe/Zurich');
  expect(under('2026-03-29T22:10:00Z')).toBe('Today');
  expect(under('2026-03-29T21:10:00Z')).toBe('Yesterday');
  expect(under('2026-03-28T23:30:00Z')).toBe('Yesterday');
  expect(under('2026-03-25T12:00:00Z')).toBe('Last 7 days');
  expect(under('2026-03-05T12:00:00Z')).toBe('Last 30 days');
  expect(under('2025-12-24T12:00:00Z')).toBe('December 2025');
});

test('a zone that the browser does not know is no failure', () => {
  expect(clockTime('2026-03-29T22:30:00Z', 'Mars/Olympus')).toMatch(/^\d\d:\d\d$/);
  expect(greeting(EVENING, 'Europe/Zurich')).toBe('Good evening');
  expect(greeting(EVENING, 'Asia/Tokyo')).toBe('Good morning');
});
