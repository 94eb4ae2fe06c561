/** A template is rendered once, and its holes each time. */
import { expect, test } from "bun:test";

import { Html } from "@elysiajs/html";

import { forgetRendered, once, render, template, trusted } from "./html.ts";

type Place = { name: string };

function open() {
  let rendered = 0;
  const greeting = template<Place, "who" | "id">(({ name }, hole) => {
    rendered++;
    return (
      <p data-id={hole("id")}>
        {hole("who")} in <b safe>{name}</b>, {hole("who")}
      </p>
    );
  });
  return { greet: greeting, rendered: () => rendered };
}

const who = (name: string) => ({ who: render(<i safe>{name}</i>), id: trusted("7") });

test("all holes are filled, in attributes and in text, each as often as it is there", () => {
  const { greet } = open();
  expect(greet({ name: "Küche" }, who("Ada & Zoë"))).toBe(
    '<p data-id="7"><i>Ada &amp; Zoë</i> in <b>K&#252;che</b>, <i>Ada &amp; Zoë</i></p>',
  );
});

test("what is around them is rendered once for each thing", () => {
  const { greet, rendered } = open();
  const [kitchen, garden] = [{ name: "kitchen" }, { name: "garden" }];
  for (const name of ["Ada", "Grace", "Joan"]) {
    expect(render(greet(kitchen, who(name)))).toContain(`${name}</i> in <b>kitchen`);
    expect(render(greet(garden, who(name)))).toContain(`${name}</i> in <b>garden`);
  }
  expect(rendered()).toBe(2);
});

test("a filling is not looked at: what looks like a hole in it stays", () => {
  const { greet } = open();
  expect(greet({ name: "x" }, { who: trusted("\x01id\x02"), id: trusted("7") })).toContain("\x01id\x02 in <b>x");
});

test("what was rendered of something that has changed since is forgotten by all views", () => {
  const { greet } = open();
  const sign = once(({ name }: Place) => <h1 safe>{name}</h1>);
  const [place, other] = [{ name: "Kitchen" }, { name: "Garden" }];
  const shown = () => [sign(place), greet(place, who("Ada")), sign(other)].join("");
  const before = shown();
  place.name = "Attic";
  other.name = "Cellar";
  expect(shown()).toBe(before);
  forgetRendered(place);
  expect(shown()).toBe(before.replaceAll("Kitchen", "Attic"));
});
