import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLast, turnEvent, type TurnEvent } from './event.ts';
import { sseReader } from './sse.ts';
import { turnAdvance, turnStored, WAITING } from './view.ts';

const turn_id = '0199';
const words = fc.string({ unit: 'grapheme', maxLength: 12 });

/** Any turn: started, some text and tools in any order, one of the three ends. */
const turns: fc.Arbitrary<TurnEvent[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        words.map((text) => [{ type: 'text.delta', data: { turn_id, text } }]),
        fc.tuple(fc.uuid(), fc.boolean(), words).map(([call_id, ok, summary]) => [
          { type: 'tool.started', data: { turn_id, call_id, server: 'journal', tool: 'search_events', title: 'Search' } },
          { type: 'tool.finished', data: { turn_id, call_id, ok, summary } },
        ]),
        fc.constant([{ type: 'usage', data: { turn_id, input: 10, output: 3 } }]),
        fc.constant([{ type: 'plan.updated', data: { turn_id } }]),
      ),
      { maxLength: 30 },
    ),
    fc.constantFrom('turn.finished', 'turn.failed', 'turn.cancelled'),
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 64, maxLength: 64 }),
  )
  .map(([middle, end, gaps]) => {
    const events = middle.flat();
    const text = events.map((event) => (event.type === 'text.delta' ? (event.data as { text: string }).text : '')).join('');
    const last = { type: end, data: { turn_id, text, message_id: 'm', code: 'provider_unavailable', detail: 'No answer.' } };
    let id = 0;
    return [{ type: 'turn.started', data: { turn_id } }, ...events, last].map((event, place) => {
      id += gaps[place % gaps.length] ?? 1;
      return { ...event, id } as TurnEvent;
    });
  });

const drawn = (events: TurnEvent[]) => events.reduce(turnAdvance, WAITING);

test('a stream that is cut anywhere and taken up after the last event shows the same turn', () => {
  fc.assert(
    fc.property(turns, fc.array(fc.nat()), (events, cuts) => {
      let view = WAITING;
      for (const cut of cuts) view = events.filter((event) => event.id > view.seen).slice(0, cut % (events.length + 1)).reduce(turnAdvance, view);
      view = events.filter((event) => event.id > view.seen).reduce(turnAdvance, view);
      expect(view).toEqual(drawn(events));
    }),
  );
});

test('events that come again, from the start or from any place, change nothing', () => {
  fc.assert(
    fc.property(turns, fc.nat(), fc.nat(), (events, seen, from) => {
      const view = drawn(events.slice(0, seen % (events.length + 1)));
      const again = events.slice(0, seen % (events.length + 1)).slice(from % (events.length + 1));
      expect(again.reduce(turnAdvance, view)).toBe(view);
    }),
  );
});

test('a turn that ended has no tool that still runs, and nothing moves it any more', () => {
  fc.assert(
    fc.property(turns, turns, (events, others) => {
      // Cut out the outcomes: what was begun and not finished when the turn ended.
      const view = drawn(events.filter((event) => event.type !== 'tool.finished'));
      expect(view.tools.every((tool) => tool.state === 'stopped')).toBe(true);
      expect(others.map((event) => ({ ...event, id: event.id + 1000 })).reduce(turnAdvance, view)).toBe(view);
    }),
  );
});

test('the text of a turn that was watched is the text of one that was loaded', () => {
  fc.assert(
    fc.property(turns, (events) => {
      const text = events.map((event) => (event.type === 'text.delta' ? event.data.text : '')).join('');
      const { text: shown } = drawn(events);
      expect(shown).toBe(text);
      const stored = turnStored({ id: 'm', role: 'assistant', text, tool_calls: [], created_at: '', turn_id });
      expect(stored.text).toBe(shown);
    }),
  );
});

test('the wire gives the same events, wherever its bytes are cut and however its lines end', () => {
  fc.assert(
    fc.property(turns, fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(), { maxLength: 40 }), (events, end, cuts) => {
      const wire = new TextEncoder().encode(
        [': hello', '', ...events.flatMap((event) => [`id: ${event.id}`, `event:${event.type}`, `data: ${JSON.stringify(event.data)}`, ''])].join(end) + end + ': end' + end,
      );
      const places = [0, ...cuts.map((cut) => cut % (wire.length + 1)), wire.length].sort((a, b) => a - b);
      const read = sseReader();
      const decoder = new TextDecoder();
      const got = places.flatMap((place, at) => read(decoder.decode(wire.subarray(place, places[at + 1] ?? wire.length), { stream: true })));
      const parsed = got.map(({ id, type, data }) => turnEvent(id, type, data));
      expect(parsed).toEqual(events.map((event) => (event.type.startsWith('plan') ? { ...event, type: 'other' } : event)));
    }),
  );
});

test('what is no event of a turn is passed over', () => {
  expect(turnEvent('', 'text.delta', '{"turn_id":"1"}')).toBeNull();
  expect(turnEvent('x', 'text.delta', '{"turn_id":"1"}')).toBeNull();
  expect(turnEvent('1', 'text.delta', 'half a li')).toBeNull();
  expect(turnEvent('1', 'text.delta', '[]')).toBeNull();
  expect(turnEvent('1', 'news', '{"turn_id":"1"}')).toEqual({ id: 1, type: 'other', data: { turn_id: '1' } });
  expect(isLast({ id: 1, type: 'turn.cancelled', data: { turn_id } })).toBe(true);
});
