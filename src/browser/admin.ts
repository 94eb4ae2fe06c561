/** What the administration's pages, and others with lists of people, do by themselves: fields are copied with a click, and people found as one types. */
import { copyOnClick } from "./copy-field.ts";
import { searchAsOneTypes } from "./search-people.ts";

copyOnClick();
searchAsOneTypes();
