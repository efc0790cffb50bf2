// Draws /api/openapi.json. Text only goes into the page as text, never as markup.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Makes an element: its attributes, then what stands in it. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A schema in words; a named one is a link to where it is described. */
function shape(schema) {
  if (!schema) return '';
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    return element('a', { href: `#shape-${name}` }, name);
  }
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice) return joined(choice.map(shape), ' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.type === 'array') return joined(['list of ', shape(schema.items)], '');
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  return schema.format ? `${type} (${schema.format})` : type;
}

function joined(parts, between) {
  const whole = element('span');
  parts.forEach((part, place) => whole.append(...(place ? [between, part] : [part])));
  return whole;
}

function row(name, kind, about) {
  return element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, kind), element('td', {}, about ?? ''));
}

/** The fields of an object, also of one that is put together from several. */
function fields(schema) {
  const rows = [];
  for (const part of [schema, ...(schema.allOf ?? [])]) {
    if (part.$ref) rows.push(row('…', shape(part), 'and all of this'));
    for (const [name, field] of Object.entries(part.properties ?? {})) {
      rows.push(row(part.required?.includes(name) ? name : `${name}?`, shape(field), field.description));
    }
  }
  for (const choice of schema.oneOf ?? []) rows.push(row('either', choice.properties ? fields(choice) : shape(choice), choice.description));
  return rows.length ? element('table', {}, ...rows) : shape(schema);
}

function call(path, method, operation) {
  const rows = (operation.parameters ?? []).map((one) =>
    row(one.required ? one.name : `${one.name}?`, joined([shape(one.schema), ` in the ${one.in}`], ''), one.description));
  for (const [kind, content] of Object.entries(operation.requestBody?.content ?? {})) rows.push(row('body', shape(content.schema), kind));
  for (const [status, answer] of Object.entries(operation.responses ?? {})) {
    const kinds = Object.entries(answer.content ?? {}).map(([kind, content]) => joined([shape(content.schema), ` as ${kind}`], ''));
    rows.push(row(status === 'default' ? 'failed' : status, joined(kinds, ', '), answer.description));
  }
  const open = operation.security?.some((one) => Object.keys(one).length === 0);
  return element('details', { 'data-words': `${method} ${path} ${operation.summary ?? ''}`.toLowerCase() },
    element('summary', {}, element('span', { class: 'method' }, method.toUpperCase()), element('code', {}, path), open ? element('span', { class: 'open' }, ' needs no key') : ''),
    element('p', {}, [operation.summary, operation.description].filter(Boolean).join(' ')),
    element('table', {}, ...rows));
}

function draw(api) {
  document.getElementById('about').textContent = `Version ${api.info.version}. ${api.info.description ?? ''}`;
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS.filter((name) => item[name])) {
      const tag = item[method].tags?.[0] ?? 'other';
      if (!groups.has(tag)) groups.set(tag, element('section', {}, element('h2', {}, tag)));
      groups.get(tag).append(call(path, method, item[method]));
    }
  }
  document.getElementById('calls').append(...groups.values());
  const shapes = Object.entries(api.components?.schemas ?? {}).map(([name, schema]) =>
    element('details', { id: `shape-${name}` }, element('summary', {}, element('code', {}, name)), element('p', {}, schema.description ?? ''), fields(schema)));
  document.getElementById('shapes').append(element('h2', {}, 'shapes'), ...shapes);
}

function find(words) {
  for (const one of document.querySelectorAll('#calls details')) one.hidden = !one.dataset.words.includes(words);
}

document.getElementById('find').addEventListener('input', (event) => find(event.target.value.trim().toLowerCase()));
addEventListener('hashchange', () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
});

try {
  const answer = await fetch('/api/openapi.json');
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  draw(await answer.json());
} catch (error) {
  document.getElementById('about').textContent = `The document cannot be read (${error.message}). Reload the page to try again.`;
}
