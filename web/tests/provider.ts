import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A model provider (OpenAI's chat completions) whose answers a test gives piece by piece. It alone is not the real thing. */
export interface Provider {
  settings: Record<string, string>;
  /** The next request, oldest first; waits for one. */
  asked(): Promise<Answer>;
  end(): Promise<void>;
}

/** An answer in the making. */
export interface Answer {
  /** The person's last words in the request. */
  question: string;
  text(piece: string): void;
  /** Asks for a tool and ends this answer; the next request brings the result. */
  call(tool: string, input: object): void;
  end(): void;
  refuse(status: number): void;
}

interface Ask {
  messages: { role: string; content: unknown }[];
}

export async function providerStart(): Promise<Provider> {
  const requests: Answer[] = [];
  const waiting: ((answer: Answer) => void)[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).then((next) => {
      const waiter = waiting.shift();
      if (waiter) waiter(next);
      else requests.push(next);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    settings: {
      LLM_PROVIDER: 'openai',
      LLM_MODEL: 'test-model',
      OPENAI_API_KEY: crypto.randomUUID(),
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    },
    asked: () =>
      new Promise((resolve) => {
        const next = requests.shift();
        if (next) resolve(next);
        else waiting.push(resolve);
      }),
    end: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
  let body = '';
  for await (const piece of request) body += String(piece);
  const ask = JSON.parse(body) as Ask;
  const chunk = (choice: object, more: object = {}): void => {
    if (!response.headersSent) response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'test-model', choices: [{ index: 0, ...choice }], ...more })}\n\n`);
  };
  const end = (reason: string): void => {
    chunk({ delta: {}, finish_reason: reason });
    response.write(`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'test-model', choices: [], usage: { prompt_tokens: 1200, completion_tokens: 34 } })}\n\n`);
    response.end('data: [DONE]\n\n');
  };
  return {
    question: JSON.stringify(ask.messages.findLast((message) => message.role === 'user')?.content ?? ''),
    text: (content) => chunk({ delta: { role: 'assistant', content }, finish_reason: null }),
    call(tool, input) {
      const call = { index: 0, id: `call_${crypto.randomUUID()}`, type: 'function', function: { name: tool, arguments: JSON.stringify(input) } };
      chunk({ delta: { role: 'assistant', tool_calls: [call] }, finish_reason: null });
      end('tool_calls');
    },
    end: () => end('stop'),
    refuse(status) {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'no', type: 'invalid_request_error', code: null } }));
    },
  };
}
