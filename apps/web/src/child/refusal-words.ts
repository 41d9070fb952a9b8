import { factTypes, type FactType } from '#events';
import { refusals, type RefusalCode } from '#journey';
import { apart, wordsFor } from './field-words.ts';
import { titleOf } from './fact-words.ts';

/** A refusal as it is told on a page: what stands in the way, and what can be done. */
export interface Told {
  readonly sentence: string;
  readonly whatNext: string;
}

/**
 * A refusal of the journey in words for the person at the form, who knows the facts by their titles and the fields by
 * their labels: the names that a program posts are put in those words, wherever a sentence has them.
 */
export function refusalInWords(code: string): Told {
  if (Object.hasOwn(ofJourney, code))
    return { ...journeyWords(code as RefusalCode), ...ofJourney[code as RefusalCode] };
  if (Object.hasOwn(refusals, code)) return journeyWords(code as RefusalCode);
  return ofServices[code] ?? otherwise;
}

/** The codes that are told in words of their own or the journey's; any other is told as something unforeseen. */
export function isToldInWords(code: string): boolean {
  return Object.hasOwn(refusals, code) || Object.hasOwn(ofServices, code);
}

function journeyWords(code: RefusalCode): Told {
  const { sentence, whatNext } = refusals[code];
  return { sentence: plain(sentence), whatNext: plain(whatNext) };
}

/** Refusals whose advice is to a program: here the advice is to the person at the page. */
const ofJourney: { readonly [C in RefusalCode]?: Partial<Told> } = {
  'plan-not-from-conference': {
    whatNext:
      'Record the initial conference and the plan together: choose “Initial conference that made a plan” on the child’s page.',
  },
  'plan-ends-by-review': {
    whatNext:
      'Record the review conference and the end of the plan together: choose “Review conference that ended the plan” on the child’s page. Or give another reason for the end.',
  },
  'case-already-open': {
    whatNext:
      'Record it as a contact whose outcome is “Passed to the case that is already open”. If that case had ended, close it first.',
  },
  'closure-reason-contradicts-history': {
    sentence: 'The case cannot have been closed after assessment: the episode had an enquiry, a conference or a plan.',
  },
  'out-of-order': { whatNext: 'Look at where the journey stands, and at what may be recorded next.' },
  'fact-unknown': { whatNext: 'Go back to the child’s page and choose the record there.' },
  'correction-changes-type': {
    sentence: 'What was typed is not what such a record says.',
    whatNext: 'Go back to the record and correct it there, or withdraw it and record another.',
  },
  'contradicts-later-facts': {
    whatNext: 'Correct or withdraw the records listed here first, or correct the date of this one.',
  },
  'before-brought-forward': {
    whatNext: 'Correct the date. If the case brought forward left this out, correct that record.',
  },
  'late-without-reason': { whatNext: 'Say why. It will be recorded, and counted as late.' },
  'inquorate-without-reason': { whatNext: 'Say why, or correct which agencies attended.' },
  'longer-without-reason': { whatNext: 'Check the last day of the order, and say why. It is recorded either way.' },
  'without-enquiry-reason': {
    whatNext: 'Record the strategy discussion that led to the conference first, or say why there was none.',
  },
  'conference-kind-needed': {
    sentence: 'Both a section 47 enquiry and a transfer in await a conference.',
    whatNext: 'Say which of them this conference was for. Where it was for both, record it once for each.',
  },
  'before-conference-without-reason': {
    whatNext: 'Give the date that authority’s conference met, or say why the plan ends before it.',
  },
};

/** What the services answer beside the law of the journey. */
const ofServices: Readonly<Record<string, Told>> = {
  invalid: { sentence: 'Something in the form needs to be put right.', whatNext: 'Look at what is marked below.' },
  'revision-moved': {
    sentence: 'Somebody recorded something for this child in the meantime.',
    whatNext: 'Look at what was recorded. What you typed is kept.',
  },
  'idempotency-key-reused': {
    sentence: 'This page has already recorded something else.',
    whatNext:
      'Nothing was recorded now. Go back to the child’s page, look whether what you wanted is there, and start again if it is not.',
  },
  'unknown-child': {
    sentence: 'Nothing is recorded of a child with this id.',
    whatNext: 'Check the id, or register the child.',
  },
  'malformed-child-id': {
    sentence: 'This is not the id of a child.',
    whatNext: 'An id has 1 to 20 letters and digits, without spaces or signs.',
  },
  'unknown-authority': {
    sentence: 'This authority is not served here.',
    whatNext: 'Check the address: it begins with the authority’s 3-digit code.',
  },
  'other-authority': {
    sentence: 'You may not see or record anything in this authority.',
    whatNext: 'A child of another authority is recorded there. To hand over a case, record that the move was notified.',
  },
  'refused-for-some': {
    sentence: 'Nothing was recorded for any of the children, because it cannot be recorded for all of them.',
    whatNext: 'Look at what is said of each child below.',
  },
  'unfinished-for-some': {
    sentence: 'It was recorded for some of the children and not for others, because something failed.',
    whatNext: 'Confirm again: what is missing is completed, and nothing is recorded twice.',
  },
  'move-unfinished': {
    sentence: 'The move was begun and could not be finished, so that the records may stand for both children.',
    whatNext: 'Confirm again: what is missing is completed, and nothing is recorded twice.',
  },
  'text-does-not-open': {
    sentence: 'A text in these records cannot be read any more, so that they cannot be moved.',
    whatNext: 'Withdraw them here as recorded for the wrong child, and record for the right one what is known.',
  },
  'too-large-to-store': { sentence: 'This is more than can be recorded at once.', whatNext: 'Record less at a time.' },
  'body-too-large': { sentence: 'This is more than can be recorded at once.', whatNext: 'Shorten what you wrote.' },
  'child-busy': {
    sentence: 'A great deal is being recorded for this child just now.',
    whatNext: 'Wait a moment and confirm again. What you typed is kept.',
  },
  'store-away': {
    sentence: 'The record cannot be reached just now. Nothing is half done.',
    whatNext: 'Wait a moment and confirm again. What you typed is kept, and nothing is recorded twice.',
  },
  'store-refused': {
    sentence: 'The record cannot be reached, because Waymark is not let in to it. Nothing is half done.',
    whatNext: 'What you typed is kept. Tell whoever runs Waymark, and confirm again once it is put right.',
  },
  'keys-away': {
    sentence: 'What you wrote cannot be sealed and kept just now. Nothing is half done.',
    whatNext:
      'Wait a moment and confirm again. What you typed is kept. Tell whoever runs Waymark if it happens again: a disk may be full.',
  },
  stopping: {
    sentence: 'Waymark is being stopped. Nothing was recorded.',
    whatNext: 'Wait a moment and confirm again. What you typed is kept.',
  },
};

const otherwise: Told = {
  sentence: 'This could not be recorded, for a reason that this page does not know.',
  whatNext: 'What you typed is kept: try again, and tell whoever runs Waymark if it happens again.',
};

/** A sentence with the names that a program posts put in a practitioner's words. */
export function plain(text: string): string {
  return text.replace(/\b[A-Za-z0-9]+\b(?:Id)?/g, (word) => {
    if ((factTypes as readonly string[]).includes(word)) return `“${titleOf(word as FactType)}”`;
    return /^[a-z]+[A-Z]/.test(word) ? `“${labelled(word)}”` : word;
  });
}

function labelled(field: string): string {
  const { label } = wordsFor('ChildRegistered', field);
  return label === '' ? apart(field) : label;
}
