import type { Me, ToolServer } from '../api/contract.ts';
import { call, onSignedOut, Refusal, sentence, Unreachable } from '../api/client.ts';

/** Who is asking, and what is connected. */
export const account = $state<{
  phase: 'starting' | 'signed_out' | 'signed_in' | 'unreachable';
  /** Why the sign-in page is shown, when there is more to say than "sign in". */
  reason: string | null;
  me: Me | null;
  servers: ToolServer[] | null;
}>({ phase: 'starting', reason: null, me: null, servers: null });

const LINK_SPENT =
  'This sign-in link was already used, or is older than 15 minutes. Run “assistant sign-in-link”, or start the assistant again, to get a new one.';

onSignedOut(() => {
  if (account.phase === 'signed_in') account.reason = 'You were signed out. Sign in to go on; nothing is lost.';
  account.me = null;
  account.phase = 'signed_out';
});

/** Takes the link in the address, if there is one, and finds out who is asking. */
export async function accountStart(link: string | null): Promise<void> {
  account.phase = 'starting';
  let refused = false;
  try {
    if (link !== null) {
      refused = !(await sessionOpen({ link }));
    }
    await accountRead();
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      account.reason = refused ? LINK_SPENT : null;
      account.phase = 'signed_out';
    } else if (error instanceof Unreachable) {
      account.phase = 'unreachable';
    } else {
      account.reason = sentence(error);
      account.phase = 'signed_out';
    }
  }
}

/** Signs in with an API key. Answers with the sentence to show when it does not work. */
export async function accountSignIn(key: string): Promise<string | null> {
  try {
    if (!(await sessionOpen({ key }))) return 'This key is not known here. Check that all of it was pasted, or make a new one with “assistant keys create”.';
    await accountRead();
    return null;
  } catch (error) {
    return sentence(error);
  }
}

export async function accountSignOut(): Promise<void> {
  await call('DELETE', '/api/session').catch(() => undefined);
  account.reason = null;
  account.me = null;
  account.phase = 'signed_out';
}

/** Installs the invented person's 90 days, or wipes them. Throws what `call` throws. */
export async function demoSet(present: boolean): Promise<void> {
  await call(present ? 'POST' : 'DELETE', '/api/demo');
  await accountRead();
}

export async function serversRead(): Promise<void> {
  const page = await call<{ items: ToolServer[] }>('GET', '/api/tools');
  account.servers = page.items;
}

/** Finds out who is asking, and which model answers. */
export async function accountRead(): Promise<void> {
  account.me = await call<Me>('GET', '/api/me');
  account.reason = null;
  account.phase = 'signed_in';
  void serversRead().catch(() => undefined);
}

/** `false` when the gateway does not know the key or the link. */
async function sessionOpen(proof: { key: string } | { link: string }): Promise<boolean> {
  try {
    await call('POST', '/api/session', proof);
    return true;
  } catch (error) {
    if (error instanceof Refusal && [400, 401, 403, 404, 410, 422].includes(error.status)) return false;
    throw error;
  }
}
