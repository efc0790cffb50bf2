import DOMPurify from 'dompurify';
import { Lexer, Marked, type Token, type Tokens } from 'marked';

/** A top-level piece of a Markdown text. A text that grows changes only its last pieces, so the others stay as drawn. */
export type Block = { kind: 'code'; language: string; text: string } | { kind: 'table' | 'prose'; html: string };

/**
 * Markdown to safe HTML, twice over: the renderer writes raw HTML as the text it is, never an image, and links only to the web
 * and to mail; then DOMPurify lets through the few elements below and nothing else.
 */
export function markdownBlocks(text: string): Block[] {
  return Lexer.lex(text, { gfm: true })
    .filter((token) => token.type !== 'space' && token.type !== 'def')
    .map(block);
}

const ELEMENTS = [
  ...['p', 'br', 'hr', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'li', 'pre', 'code'],
  ...['strong', 'em', 'del', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'input'],
];
const ATTRIBUTES = ['href', 'rel', 'target', 'align', 'start', 'type', 'checked', 'disabled', 'aria-label'];

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escaped(text),
    // A picture could tell its server that it was seen: offered as a link instead.
    image({ href, text }) {
      return link(href, escaped(text || 'picture'));
    },
    link({ href, tokens }) {
      return link(href, this.parser.parseInline(tokens));
    },
    // The page's own headings are h1 and h2.
    heading({ tokens, depth }) {
      const level = Math.min(6, depth + 2);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    checkbox({ checked }) {
      return `<input type="checkbox" disabled ${checked ? 'checked aria-label="done"' : 'aria-label="open"'}> `;
    },
  },
});

function block(token: Token): Block {
  if (token.type === 'code') {
    const { lang, text } = token as Tokens.Code;
    return { kind: 'code', language: lang?.split(/\s/, 1)[0] ?? '', text };
  }
  const html = DOMPurify.sanitize(marked.parser([token]), {
    ALLOWED_TAGS: ELEMENTS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ADD_ATTR: ['target'],
  });
  return { kind: token.type === 'table' ? 'table' : 'prose', html };
}

function link(address: string, content: string): string {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(address)) return content;
  return `<a href="${escaped(address)}" target="_blank" rel="noopener noreferrer nofollow">${content}</a>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
