// Buttons that put Markdown marks around what is selected in the textarea named by data-for.

export default function markdownTools(bar) {
  const text = document.getElementById(bar.dataset.for);
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { before, after = "", line } = button.dataset;
    const { selectionStart: start, selectionEnd: end, value } = text;
    const isMidLine = line && start > 0 && value[start - 1] !== "\n";
    const opening = (isMidLine ? "\n" : "") + before;
    text.setRangeText(opening + value.slice(start, end) + after, start, end, "end");
    text.selectionStart = start + opening.length;
    text.selectionEnd = text.selectionStart + (end - start);
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
