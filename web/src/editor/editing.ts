import { createContext, useContext } from 'react';
import type { Fault, Kind, Template } from '../api';
import type { Vocabulary } from './body-editor/completion';
import type { BodyPlace } from './draft/template-edit';

/** What every part of the form works on. */
export interface Editing {
  template: Template;
  kind: Kind;
  edit: (change: (template: Template) => Template) => void;
  setKind: (kind: Kind) => void;
  /** Those that are shown: in a form that nobody has filled in yet, none. */
  faults: Fault[];
  vocabulary: Vocabulary;
  /** Which body is open, in the form and in the preview. */
  place: BodyPlace;
  setPlace: (place: BodyPlace) => void;
  /** The shop's own language. */
  defaultLocale: string;
  isNew: boolean;
  isReadOnly: boolean;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new TypeError('useEditing is for parts of the editor.');
  return editing;
}
