/** What a screen reader is told next. Whole sentences and finished answers only: never a token at a time. */
export const announcement = $state({ text: '' });

export function announce(text: string): void {
  // The same words twice are told twice.
  announcement.text = announcement.text === text ? `${text}\u00a0` : text;
}
