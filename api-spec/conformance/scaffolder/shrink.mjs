// Takes pieces out of a template as long as what is interesting about it stays.

const MAX_TRIES = 900;
const TAG = /(\{%.*?%\}|\{\{.*?\}\}|\$\{\{.*?\}\}|\{#.*?#\})/s;
const WORD = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

class Shrinking {
  constructor(text, isInteresting) {
    this.text = text;
    this.isInteresting = isInteresting;
    this.tries = 0;
  }

  async #take(pieces) {
    const shorter = pieces.join('');
    if (this.tries++ < MAX_TRIES && shorter.length < this.text.length && (await this.isInteresting(shorter))) {
      this.text = shorter;
      return true;
    }
    return false;
  }

  /** Whole stretches from one tag to another, or the two alone, as with an opening and a closing one. */
  async tags() {
    for (let again = true; again; ) {
      again = false;
      const pieces = this.text.split(TAG);
      for (let from = 0; from < pieces.length && !again; from++) {
        for (let to = pieces.length - 1; to >= from && !again; to--) {
          again = (await this.#take([...pieces.slice(0, from), ...pieces.slice(to + 1)])) || (to > from && (await this.#take([...pieces.slice(0, from), ...pieces.slice(from + 1, to), ...pieces.slice(to + 1)])));
        }
      }
    }
  }

  /** Words and brackets, alone and in pairs. */
  async words() {
    for (let again = true; again; ) {
      again = false;
      const pieces = this.text.match(WORD) ?? [];
      for (let width = Math.min(pieces.length, 24); width >= 1 && !again; width--) {
        for (let from = 0; from + width <= pieces.length && !again; from++) {
          const to = from + width;
          again = (await this.#take([...pieces.slice(0, from), ...pieces.slice(to)])) || (width > 2 && (await this.#take([...pieces.slice(0, from), ...pieces.slice(from + 1, to - 1), ...pieces.slice(to)])));
        }
      }
    }
  }
}

/** @param isInteresting a promise for whether a text still shows it */
export async function shrink(text, isInteresting) {
  const shrinking = new Shrinking(text, isInteresting);
  await shrinking.tags();
  shrinking.tries = 0;
  await shrinking.words();
  return shrinking.text;
}
