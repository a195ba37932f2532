/** Every question about changes that a model may ask. They are off without CHANGES=on. */
import type { ChangeQuestion } from '../question.ts';
import { getChange } from './get-change.ts';
import { listChanges } from './list-changes.ts';
import { proposeChange } from './propose-change.ts';

export const changeQuestions: readonly ChangeQuestion[] = [listChanges, getChange, proposeChange];
