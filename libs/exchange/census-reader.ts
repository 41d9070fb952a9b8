import { CensusUnreadable, type Place } from './census-fault.ts';
import { childRead, type ChildRead } from './census-child.ts';
import { readHeader } from './census-header.ts';
import type { CensusHeader } from './census-records.ts';
import { xmlStream } from './xml-stream.ts';

/** An element as it stands in a file. */
export interface ElementRead {
  readonly name: string;
  readonly place: Place;
  readonly within: ElementRead[];
  text: string;
}

/** Reads a census file as it arrives: bytes in, whole children out, in the order of the file. */
export interface CensusReader {
  /** Takes the next bytes; the children they complete. Throws `CensusUnreadable`; what was given out before stands. */
  readonly push: (bytes: Uint8Array) => readonly ChildRead[];
  /** Says that there are no more bytes. Throws `CensusUnreadable` where the file is not whole. */
  readonly end: () => void;
  /** The file's header, once it has been read: before the first child. */
  readonly header: () => CensusHeader | undefined;
}

/** A child with more elements than this is none. */
const mostElements = 20_000;

/** A reader of one census file. `authority` is the one whose file it must be; any, where none is given. */
export function censusReader(authority?: string): CensusReader {
  const open: ElementRead[] = [];
  let header: CensusHeader | undefined;
  let kept: ElementRead | undefined;
  let elements = 0;
  let completed: ChildRead[] = [];
  const seen = new Set<string>();
  let roots = 0;
  let failed: CensusUnreadable | undefined;

  const stream = xmlStream({
    opened(name, place) {
      const path = open.length;
      if (path === 0) {
        if (++roots > 1) throw new CensusUnreadable('malformed', 'The file goes on after its end.', place);
        if (name !== 'Message') throw new CensusUnreadable('wrong-root', notACensus(name), place);
      } else if (path === 1) {
        if (name === 'Children' && header === undefined) throw new CensusUnreadable('wrong-header', headerFirst, place);
        if (name === 'Header' && header !== undefined) throw new CensusUnreadable('wrong-header', headerOnce, place);
      }
      const within = path === 1 ? 'Message' : path === 2 && open[1]?.name === 'Children' ? 'Children' : undefined;
      if (within !== undefined && !known[within].includes(name)) completed.push(passedOver(within, name, place));
      const element = { name, place, within: [], text: '' };
      if (path === 1 && name === 'Header') kept = element;
      else if (path === 2 && name === 'Child' && open[1]?.name === 'Children') kept = element;
      else if (kept !== undefined) {
        open.at(-1)?.within.push(element);
        if (++elements > mostElements) throw new CensusUnreadable('too-large', tooManyElements, place);
      }
      open.push(element);
    },
    closed(_, text) {
      const element = open.pop();
      if (element === undefined || kept === undefined) return;
      element.text = text;
      if (element !== kept) return;
      kept = undefined;
      elements = 0;
      if (element.name === 'Header') header = readHeader(element, authority);
      else if (header !== undefined) completed.push(childRead(element, header.Year, seen));
    },
  });

  return {
    push(bytes) {
      if (failed !== undefined) throw failed;
      completed = [];
      try {
        stream.push(bytes);
      } catch (error) {
        // The children completed before the place are given out first.
        if (!(error instanceof CensusUnreadable) || completed.length === 0) throw error;
        failed = error;
      }
      return completed;
    },
    end() {
      if (failed !== undefined) throw failed;
      stream.end();
      if (roots === 0) throw new CensusUnreadable('truncated', 'The file holds no census.');
      if (header === undefined) throw new CensusUnreadable('wrong-header', headerFirst);
    },
    header: () => header,
  };
}

/** What stands in the outermost elements. */
const known = { Message: ['Header', 'Children'], Children: ['Child'] };

/** What is no child's record where only such belong, and is read past: told as one of which nothing is taken over. */
function passedOver(within: string, name: string, place: Place): ChildRead {
  const reason = `No census of children in need has ${name.slice(0, 40)} in ${within}. All of it is left out.`;
  const element = `${within}/${name.slice(0, 40)}`;
  const fault = { child: undefined, element, ...place, code: 'unknown-element', reason, leftOut: 'item' } as const;
  return { place, id: undefined, child: undefined, places: new Map(), faults: [fault] };
}

const headerFirst = 'The file has no Header before its Children, so nobody can tell whose it is and of which year.';
const headerOnce = 'The file has a second Header, so nobody can tell of which year its children are.';
const tooManyElements = `One child has over ${String(mostElements)} elements. No census needs that.`;

function notACensus(name: string): string {
  return `The file's outermost element is ${name}: a children in need census file begins with Message.`;
}
