/** One server-sent event, as it stands on the wire. */
export interface ServerSentEvent {
  id: string;
  type: string;
  data: string;
}

/** Longer lines than this are no event of ours: an answer is sent in pieces. */
const LINE_LIMIT = 4 * 1024 * 1024;

/**
 * Makes events from the pieces of a stream, wherever it was cut (WHATWG HTML, 9.2.6).
 * Our own reader and not `EventSource`, because that can neither send a message nor start after a given event.
 */
export function sseReader(): (piece: string) => ServerSentEvent[] {
  let rest = '';
  let id = '';
  let type = '';
  let data: string[] = [];

  function line(text: string, events: ServerSentEvent[]): void {
    if (text === '') {
      if (data.length > 0) events.push({ id, type: type || 'message', data: data.join('\n') });
      type = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    else if (field === 'event') type = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  }

  return (piece) => {
    const events: ServerSentEvent[] = [];
    rest += piece;
    let start = 0;
    for (let at = 0; at < rest.length; at++) {
      const character = rest[at];
      if (character !== '\n' && character !== '\r') continue;
      // A lone CR at the end may be half of a CRLF: wait for what follows.
      if (character === '\r' && at + 1 === rest.length) break;
      line(rest.slice(start, at), events);
      if (character === '\r' && rest[at + 1] === '\n') at++;
      start = at + 1;
    }
    rest = rest.slice(start);
    if (rest.length > LINE_LIMIT) throw new Error('a line of the event stream is too long');
    return events;
  };
}
