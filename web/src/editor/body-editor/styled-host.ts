/**
 * Where CodeMirror puts its styles. In a document it makes a `<style>`, which a strict content policy refuses; in a
 * shadow root it adopts a style sheet, which every policy allows.
 */
export function styledHost(element: HTMLElement): { root: ShadowRoot; parent: HTMLElement } {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  root.replaceChildren();
  const parent = root.appendChild(document.createElement('div'));
  return { root, parent };
}
