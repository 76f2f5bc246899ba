/**
 * Where CodeMirror puts its styles. In a document it makes a `<style>`, which the service's content policy refuses;
 * in a shadow root it adopts a style sheet, which the policy allows.
 */
export function styledHost(element: HTMLElement): { root: ShadowRoot; parent: HTMLElement } {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  root.replaceChildren();
  const parent = root.appendChild(document.createElement('div'));
  return { root, parent };
}
