import { call, sentence } from '../api/client.ts';
import type { Credential, Page } from '../api/contract.ts';
import { accountRead } from './account.svelte.ts';

/** The providers that a person can bring a key of their own for. */
export const PROVIDERS = [
  { service: 'llm_anthropic', name: 'Anthropic', example: 'claude-sonnet-4-6' },
  { service: 'llm_openai', name: 'OpenAI', example: 'gpt-5' },
] as const;

/** The dialog, and the keys that are kept; `null` before they are known. */
export const modelKeys = $state<{ open: boolean; items: Credential[] | null; failure: string | null }>({
  open: false,
  items: null,
  failure: null,
});

export async function modelKeysRead(): Promise<void> {
  try {
    const page = await call<Page<Credential>>('GET', '/api/credentials');
    modelKeys.items = page.items.filter((item) => PROVIDERS.some((provider) => provider.service === item.service));
    modelKeys.failure = null;
  } catch (error) {
    modelKeys.failure = sentence(error);
  }
}

/** Has a key tried and kept. Answers with the sentence to show when it was not. */
export function modelKeySet(service: string, secret: string, model: string): Promise<string | null> {
  return done(call('PUT', address(service), { secret, ...(model === '' ? {} : { preferred_model: model }) }));
}

/** Tries a key that is kept. */
export function modelKeyTest(service: string): Promise<string | null> {
  return done(call('POST', `${address(service)}/test`));
}

export function modelKeyRemove(service: string): Promise<string | null> {
  return done(call('DELETE', address(service)));
}

/** Waits for a change, and then finds out what is kept and who answers now. */
async function done(change: Promise<unknown>): Promise<string | null> {
  let failure: string | null = null;
  try {
    await change;
  } catch (error) {
    failure = sentence(error);
  }
  await Promise.all([modelKeysRead(), accountRead().catch(() => undefined)]);
  return failure;
}

const address = (service: string): string => `/api/credentials/${service}`;
