import { onReached } from '../api/client.ts';

/** Whether the gateway answers. Kept by every call; while it does not, one small question is asked again and again. */
export const connection = $state({ online: navigator.onLine, reachable: true });

type Listener = () => void;
const returned = new Set<Listener>();
let probing = false;

/** Calls `listener` each time the gateway answers again after it did not. */
export function onReturn(listener: Listener): () => void {
  returned.add(listener);
  return () => returned.delete(listener);
}

/** Tells that a connection stands or broke. */
export function connectionTold(reachable: boolean): void {
  if (reachable === connection.reachable) return;
  connection.reachable = reachable;
  if (reachable) for (const listener of returned) listener();
  else void probe();
}

onReached(connectionTold);
window.addEventListener('offline', () => (connection.online = false));
window.addEventListener('online', () => (connection.online = true));

async function probe(): Promise<void> {
  if (probing) return;
  probing = true;
  for (let waitMs = 1000; !connection.reachable; waitMs = Math.min(waitMs * 2, 15_000)) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const answer = await fetch('/api/health', { cache: 'no-store', signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (answer?.ok) connectionTold(true);
  }
  probing = false;
}
