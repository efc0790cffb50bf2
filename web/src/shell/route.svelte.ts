/** Where we are: `/` is a new conversation, `/threads/{id}` an old one. The gateway answers both with the same page. */
export const route = $state({ threadId: threadIn(location.pathname) });

/** Goes to a thread, or to a new conversation. */
export function go(threadId: string | null, how: 'push' | 'replace' = 'push'): void {
  const path = threadId === null ? '/' : `/threads/${encodeURIComponent(threadId)}`;
  if (path !== location.pathname || location.hash !== '') {
    if (how === 'push') history.pushState(null, '', path);
    else history.replaceState(null, '', path);
  }
  route.threadId = threadId;
}

window.addEventListener('popstate', () => (route.threadId = threadIn(location.pathname)));

function threadIn(path: string): string | null {
  const id = /^\/threads\/([^/]+)\/?$/.exec(path)?.[1];
  return id === undefined ? null : decodeURIComponent(id);
}
