import type { AnchoredHead, AnchorFault } from '#evidence';

/** The chain of anchors in the store does not hold, so that nothing may be added to it. */
export class AnchorsBroken extends Error {
  constructor({ sentence, next }: AnchorFault) {
    super(`Nothing was anchored. ${sentence} ${next}`);
    this.name = 'AnchorsBroken';
  }
}

/** The key at hand is not the one that the chain of anchors goes on with. */
export class AnchorKeyNotCurrent extends Error {
  constructor(held: string, current: string) {
    super(
      `Nothing was anchored: the anchor key here is ${held}, and the chain goes on with ${current}. Set ANCHOR_KEY_FILE to ` +
        'that key, or restore it from where it is kept.',
    );
    this.name = 'AnchorKeyNotCurrent';
  }
}

/** Facts that were anchored are not in the store any more. */
export class AnchoredFactsGone extends Error {
  constructor({ stream, revision, anchor }: AnchoredHead, now: number | undefined) {
    const found = now === undefined ? 'it is not there' : `it now ends at fact ${String(now)}`;
    super(
      `Nothing was anchored: anchor ${String(anchor)} holds fact ${String(revision)} of ${stream}, and ${found}. Run ` +
        '"npx waymark verify --all" to see what is gone, and restore it from a backup.',
    );
    this.name = 'AnchoredFactsGone';
  }
}

/** A file of the anchor folder is not what the store holds. */
export class HeldAnchorDiffers extends Error {
  constructor(file: string, fault: string) {
    super(
      `${file} ${fault}. The file was left as it is: it may be the true one. Run "npx waymark verify --all" with ` +
        '--anchors and this folder, and compare with a copy that another organisation holds.',
    );
    this.name = 'HeldAnchorDiffers';
  }
}
