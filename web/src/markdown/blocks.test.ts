import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markdownBlocks } from './blocks.ts';

/** Attempts at running something or telling someone, in HTML and in Markdown. */
const ATTACKS = [
  '<script>pwned()</script>',
  '<img src=x onerror=pwned()>',
  '<svg/onload=pwned()>',
  '<svg><animate onbegin=pwned() attributeName=x dur=1s>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=pwned()&gt;">',
  '<iframe srcdoc="<script>pwned()</script>"></iframe>',
  '<object data="javascript:pwned()"></object>',
  '<embed src="javascript:pwned()">',
  '<form action="javascript:pwned()"><button>x</button></form>',
  '<a href="javascript:pwned()">x</a>',
  '<details open ontoggle=pwned()>',
  '<input autofocus onfocus=pwned()>',
  '<body onload=pwned()>',
  '<style>@import "http://evil.example/x.css";</style>',
  '<link rel=stylesheet href="http://evil.example/x.css">',
  '<meta http-equiv="refresh" content="0;url=http://evil.example">',
  '<base href="http://evil.example/">',
  '<p style="background:url(http://evil.example/x)">x</p>',
  '<video><source onerror=pwned()></video>',
  '<template><script>pwned()</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=pwned()>">',
  '[x](javascript:pwned())',
  '[x](JaVaScRiPt:pwned())',
  '[x](java\tscript:pwned())',
  '[x](&#106;avascript:pwned())',
  '[x](&#x6A;avascript&colon;pwned())',
  '[x](data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+)',
  '[x](vbscript:pwned())',
  '[x](file:///etc/passwd)',
  '[x](//evil.example/x)',
  '[x](/api/session)',
  '[x](http://evil.example/"onmouseover="pwned())',
  '[x](<http://evil.example/ "onclick=pwned()">)',
  '![x](http://evil.example/seen.png)',
  '![x](javascript:pwned())',
  '![x" onerror="pwned()](http://evil.example/seen.png)',
  '[![x](http://evil.example/seen.png)](http://evil.example/)',
  '<javascript:pwned()>',
  '[x]: javascript:pwned()\n\n[x]',
  '`<img src=x onerror=pwned()>`',
  '```html\n<script>pwned()</script>\n```',
  '```"><script>pwned()</script>\nx\n```',
  '| a |\n|---|\n| <img src=x onerror=pwned()> |',
  '- [ ] <img src=x onerror=pwned()>',
  '# <svg onload=pwned()>',
  '> <img src=x onerror=pwned()>',
  '<!--><img src=x onerror=pwned()>-->',
  '<![CDATA[<img src=x onerror=pwned()>]]>',
  '<a id=location name=cookie href=//x>x</a>',
  '\u0000<script>pwned()</script>',
];

const ELEMENTS = new Set(
  'p br hr h3 h4 h5 h6 blockquote ul ol li pre code strong em del a table thead tbody tr th td input'.toUpperCase().split(' '),
);
const ATTRIBUTES = new Set(['href', 'rel', 'target', 'align', 'start', 'type', 'checked', 'disabled', 'aria-label']);

function check(text: string): void {
  for (const block of markdownBlocks(text)) {
    if (block.kind === 'code') continue;
    const place = document.createElement('div');
    place.innerHTML = block.html;
    for (const element of place.querySelectorAll('*')) {
      expect(ELEMENTS, text).toContain(element.tagName);
      for (const { name } of element.attributes) expect(ATTRIBUTES, text).toContain(name);
      if (element instanceof HTMLInputElement) expect([element.type, element.disabled], text).toEqual(['checkbox', true]);
      if (element instanceof HTMLAnchorElement) {
        expect(element.getAttribute('href'), text).toMatch(/^(https?:\/\/|mailto:|tel:)/i);
        expect(element.rel, text).toBe('noopener noreferrer nofollow');
        expect(element.target, text).toBe('_blank');
      }
    }
  }
}

test.each(ATTACKS)('%s is inert', (attack) => {
  check(attack);
  check(`Before ${attack} after`);
  check(`**${attack}**`);
  check(`1. one\n   - ${attack}\n`);
});

test('so is any piece of any mixture of them: half-way through a stream too', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ATTACKS), { minLength: 1, maxLength: 4 }), fc.nat(), (attacks, cut) => {
      const text = attacks.join('\n');
      check(text.slice(0, cut % (text.length + 1)));
    }),
  );
});

test('HTML is shown as the text it is', () => {
  expect(markdownBlocks('a <b>c</b>')).toEqual([{ kind: 'prose', html: '<p>a &lt;b&gt;c&lt;/b&gt;</p>\n' }]);
});

test('what people write in Markdown is there', () => {
  const kinds = markdownBlocks('# Day\n\nA *run*.\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```js\nx\n```\n\n- [x] done').map((block) => block.kind);
  expect(kinds).toEqual(['prose', 'prose', 'table', 'code', 'prose']);
  expect(markdownBlocks('```js title\nx < 1\n```')).toEqual([{ kind: 'code', language: 'js', text: 'x < 1' }]);
  expect(markdownBlocks('[site](https://example.org/?a=1&b=2)')).toEqual([
    {
      kind: 'prose',
      html: '<p><a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">site</a></p>\n',
    },
  ]);
});

test('a growing text leaves its finished blocks as they were', () => {
  const text = 'One.\n\nTwo **bold**.\n\n- a\n- b\n\nEnd';
  const whole = markdownBlocks(text);
  expect(markdownBlocks(text.slice(0, text.indexOf('- a'))).slice(0, 2)).toEqual(whole.slice(0, 2));
});
