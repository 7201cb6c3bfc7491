// Puts words into a textarea in the place of others, as if they were typed: undo takes them back.

export function typeIn(text, start, end, words) {
  if (document.activeElement === text) {
    text.setSelectionRange(start, end);
    const isTyped = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
    if (isTyped) return;
  }
  text.setRangeText(words, start, end, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
