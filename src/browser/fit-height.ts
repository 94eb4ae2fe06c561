/** Makes the text field as high as its text, in browsers that leave a text area as high as it is. Loaded by those. */
import { field } from "./composer.ts";

function fit(): void {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

for (const name of ["input", "change"]) field.addEventListener(name, fit);
fit();
