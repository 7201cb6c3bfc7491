// A filter form is sent when a choice is made with the pointer. With the keyboard one walks through
// choices before settling on one, and what is typed is not finished: both wait for the button.

export default function autosubmit(form) {
  let isPointing = false;
  form.addEventListener("pointerdown", () => { isPointing = true; });
  form.addEventListener("keydown", () => { isPointing = false; });
  form.addEventListener("change", (event) => {
    if (isPointing && event.target.matches("select, input[type=checkbox], input[type=radio]")) {
      form.requestSubmit();
    }
  });
}
