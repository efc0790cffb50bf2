import type { IconName } from '../shell/Icon.svelte';

/** How the five services are called and drawn. */
const SERVICES: Record<string, { name: string; icon: IconName }> = {
  journal: { name: 'Journal', icon: 'notebook' },
  garmin: { name: 'Garmin', icon: 'watch' },
  'google-workspace': { name: 'Google Workspace', icon: 'mail' },
  'google-places': { name: 'Google Places', icon: 'pin' },
  splitwise: { name: 'Splitwise', icon: 'receipt' },
};

export function serviceOf(server: string): { name: string; icon: IconName } {
  return SERVICES[server] ?? { name: server, icon: 'plug' };
}
