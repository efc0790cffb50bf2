/** A line at the foot of the page, with at most one thing to do about it. */
export interface Toast {
  text: string;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 10_000;

export const toast = $state<{ current: Toast | null }>({ current: null });
let timer: ReturnType<typeof setTimeout> | undefined;

export function toastShow(next: Toast): void {
  clearTimeout(timer);
  toast.current = next;
  timer = setTimeout(toastHide, SHOWN_MS);
}

export function toastHide(): void {
  clearTimeout(timer);
  toast.current = null;
}

/** Keeps it while a person points at it or has the keyboard in it. */
export function toastHold(): void {
  clearTimeout(timer);
}

export function toastRelease(): void {
  clearTimeout(timer);
  timer = setTimeout(toastHide, SHOWN_MS);
}
